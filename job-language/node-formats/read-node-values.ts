import type { Finding } from '../source/problem.ts';
import {
  isNull,
  plainValue,
  type SourceEntry,
  type SourceMap,
  type SourceScalar,
  type SourceValue,
} from '../source/source-value.ts';
import { type NodeText, tagList } from './node-text.ts';

type Path = Finding['path'];

/** Keys of Rundeck's own objects, which are never attributes. */
const IGNORED: ReadonlySet<string> = new Set(['attributes', 'frameworkProject', 'class']);

const LONGEST_SHOWN = 60;

/** Parses one document of a YAML or JSON text: a map of nodes by name, or a list of nodes with a `nodename`. */
export function readNodeValues(root: SourceValue, into: NodeText): void {
  if (root.kind === 'list') {
    for (const [index, item] of root.items.entries()) readListed(item, [index], into);
  } else if (root.kind === 'map') {
    for (const entry of root.entries) readNamed(entry, into);
  } else if (!isNull(root)) {
    const message = 'The nodes must be a map from names to attributes, or a list of maps with a "nodename".';
    into.error('nodes-not-map', message, root.span);
  }
}

function readNamed({ key, keySpan, value }: SourceEntry, into: NodeText): void {
  if (value.kind === 'map') {
    into.add({ ...attributesOf(value, [key], into), name: key }, keySpan, [key]);
  } else {
    const problem = isNull(value) ? 'is empty' : 'is not a map of attributes';
    const message = `The node "${key}" ${problem}. Give it attributes, at least "hostname".`;
    into.error('node-not-map', message, keySpan, [key]);
  }
}

function readListed(item: SourceValue, path: Path, into: NodeText): void {
  if (item.kind === 'map') {
    const name = item.entries.find(({ key }) => key === 'nodename')?.value;
    const text = name?.kind === 'scalar' ? textOf(name) : '';
    into.add({ ...attributesOf(item, path, into), name: text }, name?.span ?? item.span, path);
  } else {
    into.error('node-not-map', 'Each node in a list must be a map with a "nodename".', item.span, path);
  }
}

function attributesOf(map: SourceMap, path: Path, into: NodeText) {
  const attributes = new Map<string, string>();
  let tags: string[] = [];
  for (const { key, keySpan, value } of map.entries) {
    if (key === 'nodename' || IGNORED.has(key) || isNull(value)) continue;
    if (key === 'tags') {
      tags = tagList(value.kind === 'list' ? value.items.map(anyText) : [anyText(value)]);
      continue;
    }
    const text = anyText(value);
    const warn = (message: string) => into.warn('node-value', message, keySpan, [...path, key]);
    if (value.kind !== 'scalar') {
      const shown = JSON.stringify(text.slice(0, LONGEST_SHOWN));
      warn(
        `The attribute "${key}" is a ${value.kind}, and is kept as the string ${shown}. Write it as a string.`,
      );
    }
    if (attributes.has(key))
      warn(`The attribute "${key}" occurs twice here; this one is used. Remove one of them.`);
    attributes.set(key, text);
  }
  return { attributes: Object.fromEntries(attributes), tags };
}

function anyText(value: SourceValue): string {
  if (value.kind === 'scalar') return textOf(value);
  if (value.kind === 'list') return value.items.map(anyText).join(',');
  return JSON.stringify(plainValue(value));
}

/** Returns numbers as written, even `1.10`, and YAML booleans as `true` or `false`. */
function textOf({ value, written }: SourceScalar): string {
  if (value === null) return '';
  return typeof value === 'boolean' ? String(value) : (written ?? String(value));
}
