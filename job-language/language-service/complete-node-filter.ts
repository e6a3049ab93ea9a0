import type { NodeEntry } from '../../protocol/routes/shapes/node-shapes.ts';
import type { Choice } from '../format/key-notes.ts';
import { knownKey } from '../keys/known-keys.ts';
import type { Completion } from './completion.ts';
import type { CoordinatorFacts } from './coordinator-facts.ts';
import type { TextPosition } from './text-range.ts';
import type { ValueAt } from './value-at.ts';
import { wordCompletions } from './word-completions.ts';

/** Whether a value contains nodes or their attributes. */
export function isNodeFilter({ place, key }: ValueAt): boolean {
  const choices = place && knownKey(place, key)?.choices;
  return choices === 'node-filter' || choices === 'node-attributes';
}

/** Returns the node attributes that complete an attribute name. `separators` delimit the words of the value. */
export function attributeCompletions(
  value: ValueAt,
  position: TextPosition,
  { nodes }: CoordinatorFacts,
  separators?: RegExp,
): Completion[] {
  return wordCompletions(value, position, 'attribute', choicesOf(attributesOf(nodes)), separators);
}

/** Returns names, tags, attributes and their values of nodes that complete a node filter. */
export function nodeFilterCompletions(
  value: ValueAt,
  position: TextPosition,
  facts: CoordinatorFacts,
): Completion[] {
  const { nodes } = facts;
  const attribute = /(?:^|\s)!?([\w.:-]+):\s*\S*$/.exec(value.before)?.[1];
  if (attribute !== undefined)
    return wordCompletions(value, position, 'node', choicesOf(valuesOf(nodes, attribute)), /[\s,+:]/);
  const separators = /[\s!,]/;
  const names = [...valuesOf(nodes, 'name').keys()].sort().map((name): Choice => [name, 'node']);
  return [
    ...attributeCompletions(value, position, facts, separators).map((completion) => ({
      ...completion,
      label: `${completion.label}:`,
      insert: `${completion.insert}: `,
    })),
    ...wordCompletions(value, position, 'node', names, separators),
  ];
}

/** Returns the names in alphabetical order, each with its number of nodes. */
function choicesOf(counts: ReadonlyMap<string, number>): Choice[] {
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => [name, `${count} node${count === 1 ? '' : 's'}`]);
}

function attributesOf(nodes: readonly NodeEntry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const node of nodes)
    for (const attribute of Object.keys(node)) count(counts, attribute === 'nodename' ? 'name' : attribute);
  return counts;
}

/** Counts the nodes with each value of an attribute. Omits values that would need quotes. */
function valuesOf(nodes: readonly NodeEntry[], attribute: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const text = new Map(Object.entries(node)).get(attribute === 'name' ? 'nodename' : attribute) ?? '';
    const values = attribute === 'tags' ? text.split(',').map((tag) => tag.trim()) : [text];
    for (const value of values) if (value !== '' && !/[\s,+'"]/.test(value)) count(counts, value);
  }
  return counts;
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
