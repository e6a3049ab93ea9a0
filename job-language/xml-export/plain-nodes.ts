import { textOf, type XmlNode, xmlNode } from './xml-node.ts';

/** Returns an element for each entry of a map, sorted by key. */
export function nodesOf(map: Readonly<Record<string, unknown>>): XmlNode[] {
  return Object.keys(map)
    .sort()
    .flatMap((key) => nodesAt(key, map[key]));
}

/** Returns the elements of a value: one for each item of a list, none for an absent value. */
export function nodesAt(key: string, value: unknown): XmlNode[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item) => nodesAt(key, item ?? ''));
  return [named(key, isMap(value) ? nodesOf(value) : textOf(value))];
}

/** Returns elements sorted by name. Elements of the same name keep their order. */
export function byName(nodes: readonly XmlNode[]): XmlNode[] {
  return nodes.toSorted((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1));
}

/** Returns an element that keeps the structure of any value, with every scalar as text: `<key data='true'>…</key>`. */
export function dataNode(key: string, value: unknown): XmlNode {
  return named(key, [dataValueNode(value)], { data: 'true' });
}

/** Returns a value of an unknown key: a scalar as text, lists and maps as data. */
export function unknownNode(key: string, value: unknown): XmlNode {
  return typeof value === 'object' && value !== null ? dataNode(key, value) : named(key, textOf(value));
}

/** Returns `<name><entry key='k' value='v'/>…</name>`; nothing for an empty configuration. */
export function entriesNodes(name: string, configuration: Readonly<Record<string, unknown>>): XmlNode[] {
  const keys = Object.keys(configuration).sort();
  if (keys.length === 0) return [];
  return [
    xmlNode(
      name,
      keys.map((key) => xmlNode('entry', [], { key, value: textOf(configuration[key]) })),
    ),
  ];
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function dataValueNode(value: unknown, key?: string): XmlNode {
  if (Array.isArray(value)) {
    return xmlNode(
      'list',
      value.map((item) => dataValueNode(item)),
      { key },
    );
  }
  if (!isMap(value)) return xmlNode('value', textOf(value), { key });
  const entries = Object.keys(value).map((name) => dataValueNode(value[name], name));
  return xmlNode('map', entries, { key });
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** Returns an element. A key that is not a valid XML name becomes `<element name='…'>`, as in Rundeck. */
function named(key: string, content: XmlNode['content'], attributes: Readonly<Record<string, string>> = {}) {
  return NAME.test(key)
    ? xmlNode(key, content, attributes)
    : xmlNode('element', content, { name: key, ...attributes });
}
