import { Document, Scalar, visit } from 'yaml';
import type { NodeFormat } from '../../protocol/entities/node-format.ts';
import type { Node } from '../nodes/node.ts';
import { nodeEntries, nodeEntry } from './node-entries.ts';

/** Writes nodes so that they read to the same. */
export function writeNodes(nodes: readonly Node[], format: NodeFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(nodeEntries(nodes), undefined, 2)}\n`;
    case 'yaml':
      return yamlText(nodes);
    case 'xml':
      return xmlText(nodes);
  }
}

function yamlText(nodes: readonly Node[]): string {
  const document = new Document(new Map(nodes.map((node) => [node.name, nodeEntry(node)])));
  visit(document, {
    Scalar: (_, scalar) => {
      if (needsQuotes(String(scalar.value))) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** What is not plainly a word to every reader of YAML, old ones that take `no` for a truth among them. */
function needsQuotes(text: string): boolean {
  return (
    !/^[A-Za-z](?:[\w ./@-]*[\w./@-])?$/.test(text) || /^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
  );
}

function xmlText(nodes: readonly Node[]): string {
  const lines = nodes.map((node) => {
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
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<project>\n${lines.join('')}</project>\n`;
}

/** An attribute of its own; others, and those that mean the name or the tags, go into elements. */
function isXmlName(key: string): boolean {
  return /^[A-Za-z_][\w.-]*$/.test(key) && !/^(?:name|xmlns)$/.test(key);
}

function escaped(text: string): string {
  return text
    .replace(/[&<>"\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(NOT_IN_XML, '\uFFFD');
}

/** What XML 1.0 cannot hold, however it is written. */
const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
