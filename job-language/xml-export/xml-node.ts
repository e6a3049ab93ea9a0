import { sortedKeys } from '../format/sorted-keys.ts';

/** An element to be written. A text is the only content of its element. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: string | readonly XmlNode[];
  /** Whether the text is in a CDATA section even if it is one line. */
  readonly isData?: boolean;
}

export function xmlNode(
  name: string,
  content: XmlNode['content'],
  attributes: Readonly<Record<string, unknown>> = {},
): XmlNode {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  given.sort(([a], [b]) => (a < b ? -1 : 1));
  return { name, content, attributes: Object.fromEntries(given.map(([key, value]) => [key, textOf(value)])) };
}

/** Returns a scalar as text. Lists and maps, which an attribute cannot contain, become JSON. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(sortedKeys(value)) : String(value);
}

/** A character that no XML document can contain, not even as a reference. */
const IMPOSSIBLE = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Replaces each character that XML cannot represent with U+FFFD. */
export function representableInXml(text: string): string {
  return text.replaceAll(new RegExp(IMPOSSIBLE, 'gu'), '\ufffd');
}

/** Returns the first character of a text that XML cannot represent, as `U+0001`; undefined if there is none. */
export function impossibleInXml(text: string): string | undefined {
  const found = IMPOSSIBLE.exec(text)?.[0].codePointAt(0);
  return found === undefined ? undefined : `U+${found.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Prints an element with two spaces a level, as Rundeck does, and a newline. */
export function printXml({ name, attributes, content, isData }: XmlNode, indent = ''): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}='${escapedAttribute(value)}'`);
  const tag = `${indent}<${name}${given.join('')}`;
  if (content.length === 0) return `${tag} />\n`;
  if (typeof content === 'string') return `${tag}>${printedText(content, isData)}</${name}>\n`;
  const below = content.map((child) => printXml(child, `${indent}  `)).join('');
  return `${tag}>\n${below}${indent}</${name}>\n`;
}

/** Readers trim a text that is not in a CDATA section. */
function printedText(given: string, isData = false): string {
  const text = unixLines(given);
  if (!isData && !/\n|^\s|\s$/.test(text)) return escapedText(text);
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

function escapedText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function escapedAttribute(text: string): string {
  const escaped = escapedText(unixLines(text)).replaceAll("'", '&apos;');
  return escaped.replace(/[\t\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function unixLines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
