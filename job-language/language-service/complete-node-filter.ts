import type { NodeEntry } from '../../protocol/routes/shapes/node-shapes.ts';
import type { Completion } from './completion.ts';
import type { CoordinatorFacts } from './coordinator-facts.ts';
import type { TextPosition } from './text-range.ts';
import { isMatch, type ValueAt, WHOLE, wordAt } from './value-at.ts';

const FILTERS: ReadonlySet<string> = new Set([
  'nodefilters.filter',
  'nodefilters.filterExclude',
  'jobref.nodefilters.filter',
  'dispatch.rankAttribute',
  'jobref.dispatch.rankAttribute',
]);

/** Whether a value names nodes or their attributes. */
export function isNodeFilter({ place, key }: ValueAt): boolean {
  return FILTERS.has(`${place}.${key}`);
}

/** Returns names, tags, attributes and their values of nodes that complete a node filter. */
export function nodeFilterCompletions(
  value: ValueAt,
  { column }: TextPosition,
  { nodes }: CoordinatorFacts,
): Completion[] {
  if (!isNodeFilter(value)) return [];
  if (value.key === 'rankAttribute') {
    const { word, range } = wordAt(value, column, WHOLE);
    return offered(word, attributesOf(nodes)).map(({ name, detail }) => ({
      kind: 'attribute',
      label: name,
      insert: name,
      detail,
      range,
    }));
  }
  const attribute = /(?:^|\s)!?([\w.:-]+):\s*\S*$/.exec(value.before)?.[1];
  if (attribute !== undefined) {
    const { word, range } = wordAt(value, column, /[\s,+:]/);
    return offered(word, valuesOf(nodes, attribute)).map(({ name, detail }) => ({
      kind: 'node',
      label: name,
      insert: name,
      detail,
      range,
    }));
  }
  const { word, range } = wordAt(value, column, /[\s!,]/);
  return [
    ...offered(word, attributesOf(nodes)).map(
      ({ name, detail }): Completion => ({
        kind: 'attribute',
        label: `${name}:`,
        insert: `${name}: `,
        detail,
        range,
      }),
    ),
    ...offered(word, valuesOf(nodes, 'name')).map(
      ({ name }): Completion => ({ kind: 'node', label: name, insert: name, detail: 'node', range }),
    ),
  ];
}

/** A name, and the number of nodes that have it. */
interface Offered {
  readonly name: string;
  readonly detail: string;
}

function offered(word: string, counts: ReadonlyMap<string, number>): Offered[] {
  return [...counts]
    .filter(([name]) => isMatch(word, name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => ({ name, detail: `${count} node${count === 1 ? '' : 's'}` }));
}

function attributesOf(nodes: readonly NodeEntry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const node of nodes)
    for (const attribute of Object.keys(node)) count(counts, attribute === 'nodename' ? 'name' : attribute);
  return counts;
}

/** Returns the values of an attribute without white space: other values need quotes. */
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
