import { SaxesParser } from 'saxes';
import type { Finding, Span } from './problem.ts';
import type { XmlAttribute, XmlElement } from './xml-element.ts';

interface OpenElement {
  readonly name: string;
  readonly nameSpan: Span;
  readonly attributes: XmlAttribute[];
  readonly children: XmlElement[];
  plain: string;
  data: string;
  hasData: boolean;
}

/** Thrown while parsing, and converted to a finding. */
class Unreadable extends Error {
  readonly code: string;
  readonly offset: number;

  constructor(code: string, message: string, offset: number) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}

/**
 * Parses XML with the position of every element. Refuses a document type, and thus every entity except the five that
 * XML predefines, because entities can expand without bound.
 */
export function parseXml(text: string, mostDepth: number): XmlElement | Finding {
  try {
    return new XmlReader(text, mostDepth).read();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { code, message, offset } = error;
    return { severity: 'error', code, message, span: { start: offset, end: offset + 1 }, path: [] };
  }
}

class XmlReader {
  readonly #text: string;
  readonly #mostDepth: number;
  readonly #parser = new SaxesParser({ position: true });
  readonly #open: OpenElement[] = [];
  /** End of the last name or attribute of the current tag. */
  #tagOffset = 0;
  #root: XmlElement | undefined;

  constructor(text: string, mostDepth: number) {
    this.#text = text;
    this.#mostDepth = mostDepth;
    this.#parser.on('error', (error) => {
      const problem = error.message.replace(/^\d+:\d+: /, '').replace(/\.?$/, '.');
      const offset = Math.max(0, Math.min(this.#parser.position, text.length) - 1);
      throw new Unreadable('xml-syntax', `${capitalised(problem)} Correct the XML here.`, offset);
    });
    this.#parser.on('doctype', () => {
      const offset = text.lastIndexOf('<!', this.#parser.position);
      throw new Unreadable(
        'xml-doctype',
        'A document type is not supported. Remove it.',
        Math.max(0, offset),
      );
    });
    this.#parser.on('opentagstart', ({ name }) => this.#begin(name));
    this.#parser.on('attribute', ({ name, value }) => this.#attribute(name, value));
    this.#parser.on('text', (part) => this.#take(part, false));
    this.#parser.on('cdata', (part) => this.#take(part, true));
    this.#parser.on('closetag', () => this.#end());
  }

  read(): XmlElement {
    this.#parser.write(this.#text).close();
    if (this.#root === undefined) throw new Unreadable('empty', 'The file contains no job.', 0);
    return this.#root;
  }

  #begin(name: string): void {
    const start = Math.max(0, this.#text.lastIndexOf(`<${name}`, this.#parser.position));
    if (this.#open.length >= this.#mostDepth) {
      throw new Unreadable('too-deep', `Nested more than ${this.#mostDepth} levels deep.`, start);
    }
    const nameSpan = { start, end: start + name.length + 1 };
    this.#tagOffset = nameSpan.end;
    this.#open.push({ name, nameSpan, attributes: [], children: [], plain: '', data: '', hasData: false });
  }

  #attribute(name: string, value: string): void {
    const start = this.#text.indexOf(name, this.#tagOffset);
    const quote = this.#text.slice(start).search(/["']/) + start;
    const end = Math.max(quote + 1, this.#text.indexOf(this.#text.charAt(quote), quote + 1));
    this.#tagOffset = end + 1;
    const nameSpan = { start, end: start + name.length };
    this.#open.at(-1)?.attributes.push({ name, nameSpan, value, span: { start: quote, end: end + 1 } });
  }

  #take(part: string, isData: boolean): void {
    const element = this.#open.at(-1);
    if (element === undefined) return;
    element.plain += part;
    if (!isData) return;
    element.data += part;
    element.hasData = true;
  }

  #end(): void {
    const element = this.#open.pop();
    if (element === undefined) return;
    const { name, nameSpan, attributes, children } = element;
    const span = { start: nameSpan.start, end: this.#parser.position };
    const ended = { name, nameSpan, span, attributes, children, text: textOf(element) };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = ended;
    else parent.children.push(ended);
  }
}

/**
 * Returns the unchanged CDATA sections of an element if all its other text is white space; otherwise its trimmed text.
 */
function textOf({ plain, data, hasData }: OpenElement): string {
  return hasData && plain.trim() === data.trim() ? data : plain.trim();
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
