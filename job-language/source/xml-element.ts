import type { Span } from './problem.ts';

/** An element of an XML file with its position. */
export interface XmlElement {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /**
   * The trimmed text of the element without its children; the unchanged CDATA sections if all other text is white
   * space.
   */
  readonly text: string;
}

export interface XmlAttribute {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: string;
  readonly span: Span;
}
