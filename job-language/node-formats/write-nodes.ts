import type { NodeFormat } from '../../protocol/entities/node-format.ts';
import { joinSliced, type Sliced } from '../../support/slices/sliced.ts';
import type { Node } from '../nodes/node.ts';
import { nodeEntry } from './node-entries.ts';

/** Formats nodes so that they parse back unchanged. */
export function* writeNodes(nodes: readonly Node[], format: NodeFormat): Sliced<string> {
  switch (format) {
    case 'json':
      return yield* jsonNodes(nodes);
    case 'yaml':
      return nodes.length === 0 ? '{}\n' : yield* joinSliced(nodes, '', yamlNode);
    case 'xml': {
      const lines = yield* joinSliced(nodes, '', xmlNode);
      return `<?xml version="1.0" encoding="UTF-8"?>\n<project>\n${lines}</project>\n`;
    }
  }
}

function* jsonNodes(nodes: readonly Node[]): Sliced<string> {
  if (nodes.length === 0) return '{}\n';
  const members = yield* joinSliced(nodes, ',\n', (node) => {
    const entry = JSON.stringify(nodeEntry(node), undefined, 2).replaceAll('\n', '\n  ');
    return `  ${JSON.stringify(node.name)}: ${entry}`;
  });
  return `{\n${members}\n}\n`;
}

function yamlNode(node: Node): string {
  const lines = Object.entries(nodeEntry(node)).map(([key, value]) =>
    yamlEntry('  ', key, ` ${yamlText(value)}\n`),
  );
  return yamlEntry('', node.name, `\n${lines.join('')}`);
}

/** Formats an entry. A key that is longer than YAML 1.2 allows before a colon starts with a question mark. */
function yamlEntry(indent: string, key: string, value: string): string {
  const written = yamlText(key);
  return written.length > LONGEST_KEY
    ? `${indent}? ${written}\n${indent}:${value}`
    : `${indent}${written}:${value}`;
}

const LONGEST_KEY = 1000;

/** Formats a text. Each JSON string is a YAML string. */
function yamlText(text: string): string {
  return needsQuotes(text) ? JSON.stringify(text).replace(UNPRINTABLE, escapedInYaml) : text;
}

/** Characters that YAML cannot represent literally, and line breaks that only some parsers recognise. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

function escapedInYaml(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Whether any YAML parser, including old ones that parse `no` as a boolean, could read the text as something else. */
function needsQuotes(text: string): boolean {
  return (
    !/^[A-Za-z](?:[\w ./@-]*[\w./@-])?$/.test(text) || /^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
  );
}

function xmlNode(node: Node): string {
  const { nodename, tags, ...attributes } = nodeEntry(node);
  const own = Object.entries(attributes).filter(([key]) => isXmlName(key));
  const others = Object.entries(attributes).filter(([key]) => !isXmlName(key));
  const written = [['name', nodename], ['tags', tags], ...own].map(
    ([key, value]) => ` ${key}="${escaped(value ?? '')}"`,
  );
  if (others.length === 0) return `  <node${written.join('')}/>\n`;
  const inner = others.map(
    ([key, value]) => `    <attribute name="${escaped(key)}" value="${escaped(value)}"/>\n`,
  );
  return `  <node${written.join('')}>\n${inner.join('')}  </node>\n`;
}

/** Returns whether a node attribute can be an XML attribute. `name` and `xmlns` have another meaning there. */
function isXmlName(key: string): boolean {
  return /^[A-Za-z_][\w.-]*$/.test(key) && !/^(?:name|xmlns)$/.test(key);
}

function escaped(text: string): string {
  return text
    .replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(NOT_IN_XML, '\uFFFD');
}

/** Characters that XML 1.0 cannot represent in any form. */
const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
