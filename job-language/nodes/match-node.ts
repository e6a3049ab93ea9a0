import type { Node } from './node.ts';
import { nodeAttribute } from './node-attribute.ts';
import type { FilterClause } from './node-filter.ts';
import { RUNNER_TAGS_ATTRIBUTE, runnerTagsOf } from './runner-node.ts';
import { type FilterContext, type TextMatch, textMatch } from './text-match.ts';

/** Returns whether a node matches a filter. */
export type NodeMatch = (node: Node) => boolean;

/** Attribute names by Rundeck's keys of node filters. All other keys are attribute names. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['name', 'nodename'],
  ['hostname', 'hostname'],
  ['os-family', 'osFamily'],
  ['os-arch', 'osArch'],
  ['os-name', 'osName'],
  ['os-version', 'osVersion'],
]);

/**
 * Returns a predicate for nodes that match every clause; undefined if all clauses are ignored. A clause with a blank
 * value is ignored if its key is one of Rundeck's.
 *
 * Throws `node-filter-invalid`.
 */
export function nodeMatch(
  clauses: ReadonlyMap<string, FilterClause>,
  context: FilterContext,
): NodeMatch | undefined {
  const matches = [...clauses].flatMap(([key, clause]): NodeMatch[] => {
    const isKnown = key === 'tags' || ATTRIBUTES.has(key);
    if (isKnown && clause.value.trim() === '') return [];
    if (key === 'tags') return [tagsMatch(clause, context, ({ tags }) => tags)];
    if (key === RUNNER_TAGS_ATTRIBUTE) return [tagsMatch(clause, context, runnerTagsOf)];
    const attribute = ATTRIBUTES.get(key) ?? key;
    const matchesValue = listMatch(clause, context);
    return [(node) => matchesValue(nodeAttribute(node, attribute) ?? '')];
  });
  return matches.length === 0 ? undefined : (node) => matches.every((match) => match(node));
}

/** Returns a predicate for strings that match the whole value of a clause, or equal an item of its list. */
function listMatch(clause: FilterClause, context: FilterContext): TextMatch {
  const members = new Set(clause.value.split(','));
  const matchesWhole = textMatch(clause.value, clause.start, context);
  return (value) => value.trim() !== '' && (members.has(value) || matchesWhole(value));
}

/**
 * Returns a predicate for the tags of a node. Commas separate alternatives. Plus signs join tags that a node must all
 * have.
 */
function tagsMatch(
  clause: FilterClause,
  context: FilterContext,
  tagsOf: (node: Node) => readonly string[],
): NodeMatch {
  const term = (tag: string) => textMatch(tag, clause.start, context);
  const alternatives = splitAt(clause.value, ',').map((all) => splitAt(all, '+').map(term));
  return (node) => {
    const tags = tagsOf(node);
    return alternatives.some((all) => all.every((matches) => tags.some(matches)));
  };
}

/** Splits as Java does: empty parts at the end are dropped. */
function splitAt(text: string, separator: string): string[] {
  const parts = text.split(separator);
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts;
}
