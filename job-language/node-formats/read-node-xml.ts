import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { Span } from '../source/problem.ts';
import { type NodeText, tagList } from './node-text.ts';

/** An open `node` element: its own attributes and those of its `attribute` elements. */
interface OpenNode {
  readonly attributes: Map<string, string>;
  readonly place: Span;
}

interface OpenAttribute {
  readonly name: string;
  value: string;
  /** Whether the value is in the XML attribute `value`, so that the content of the element is ignored. */
  readonly given: boolean;
}

/**
 * Reads nodes as XML: `<project><node name="…" hostname="…"><attribute name="…" value="…"/></node></project>`. The
 * value of an `attribute` may also be its content. Entities that the file declares are not supported.
 */
export function readNodeXml(text: string, into: NodeText): void {
  const parser = new SaxesParser({ xmlns: false, position: true });
  let node: OpenNode | undefined;
  let attribute: OpenAttribute | undefined;
  let depth = 0;
  let start = 0;
  let failed = false;
  parser.on('error', (error) => {
    if (!failed) into.error('xml-syntax', syntaxMessage(error), placeBefore(text, parser.position));
    failed = true;
  });
  parser.on('opentagstart', () => {
    start = text.lastIndexOf('<', parser.position - 1);
  });
  parser.on('opentag', (tag) => {
    depth += 1;
    const place = { start, end: parser.position };
    if (depth === 1) checkRoot(tag, place, into);
    else if (depth === 2 && tag.name === 'node') node = { attributes: attributesOf(tag), place };
    else if (depth === 3 && tag.name === 'attribute' && node !== undefined) {
      const { name = '', value } = tag.attributes;
      attribute = { name, value: value ?? '', given: value !== undefined };
      if (name.trim() === '') into.error('node-attribute', 'An attribute needs a "name".', place);
    } else if (!(depth === 4 && tag.name === 'value')) {
      into.warn('xml-element', `The element <${tag.name}> is unknown. Remove it.`, place);
    }
  });
  const take = (part: string) => {
    if (attribute !== undefined && !attribute.given) attribute.value += part;
  };
  parser.on('text', take);
  parser.on('cdata', take);
  parser.on('closetag', ({ name }) => {
    if (depth === 3 && attribute !== undefined) {
      const value = attribute.given ? attribute.value : attribute.value.trim();
      if (attribute.name.trim() !== '') node?.attributes.set(attribute.name, value);
      attribute = undefined;
    } else if (depth === 2 && name === 'node' && node !== undefined) {
      add(node, into);
      node = undefined;
    }
    depth -= 1;
  });
  parser.write(text);
  parser.close();
}

function checkRoot(tag: SaxesTagPlain, place: Span, into: NodeText): void {
  if (tag.name === 'project') return;
  into.error('xml-root', `Nodes must be inside <project>, not inside <${tag.name}>.`, place);
}

function attributesOf(tag: SaxesTagPlain): Map<string, string> {
  return new Map(Object.entries(tag.attributes));
}

function add({ attributes, place }: OpenNode, into: NodeText): void {
  const name = attributes.get('name') ?? attributes.get('nodename') ?? '';
  const tags = tagList([attributes.get('tags') ?? '']);
  for (const key of ['name', 'nodename', 'tags']) attributes.delete(key);
  into.add({ name, tags, attributes: Object.fromEntries(attributes) }, place, [name]);
}

function placeBefore(text: string, position: number): Span {
  const start = Math.max(0, Math.min(position, text.length) - 1);
  return { start, end: start + 1 };
}

function syntaxMessage(error: Error): string {
  const problem = error.message.replace(/^(?:\d+:\d+: )/, '').replace(/\.$/, '');
  return `This is not valid XML: ${problem}. Correct it here.`;
}
