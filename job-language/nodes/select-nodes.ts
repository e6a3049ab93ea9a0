import { filterSliced, type Sliced } from '../../support/slices/sliced.ts';
import { type NodeMatch, nodeMatch } from './match-node.ts';
import type { Node } from './node.ts';
import { parseNodeFilter } from './node-filter.ts';
import type { PatternAnswers } from './pattern-answers.ts';
import { mayBeSelected } from './runner-node.ts';

export interface NodeSelection {
  /** A node filter. A blank filter selects nothing. */
  readonly filter: string;
  /** A second filter whose nodes are excluded, even if the first filter selects them. */
  readonly exclude?: string | undefined;
  /** Whether `!key: …` wins over the terms that include a node. Default: true. */
  readonly excludePrecedence?: boolean | undefined;
  /** Answers for patterns that need more than linear time. Without them, such a pattern is refused. */
  readonly answers?: PatternAnswers | undefined;
}

/**
 * Returns the nodes that the filters select, in the given order. Throws `node-filter-invalid` with the column.
 *
 * Hosts of runners are selected only if the filter refers to them explicitly: see `mayBeSelected`.
 *
 * With `excludePrecedence: false`, a node is dropped only if it is excluded and not included, as in Rundeck. A node
 * that matches neither is kept.
 */
export function* selectNodes(nodes: readonly Node[], selection: NodeSelection): Sliced<Node[]> {
  const wanted = compiledFilter(selection.filter, selection);
  const eligible = mayBeSelected(parseNodeFilter(selection.filter));
  const unwanted = compiledFilter(selection.exclude ?? '', selection);
  return yield* filterSliced(nodes, (node) => eligible(node) && wanted(node) && !unwanted(node));
}

/** Checks that a filter is valid. Throws `node-filter-invalid`. */
export function checkNodeFilter(filter: string): void {
  compiledFilter(filter, { filter, answers: { matches: () => false } });
}

function compiledFilter(text: string, { excludePrecedence = true, answers }: NodeSelection): NodeMatch {
  const filter = parseNodeFilter(text);
  const include = nodeMatch(filter.include, { filter: text, answers });
  const exclude = nodeMatch(filter.exclude, { filter: text, answers });
  if (exclude === undefined) return include ?? (() => false);
  if (include === undefined) return (node) => !exclude(node);
  return excludePrecedence
    ? (node) => include(node) && !exclude(node)
    : (node) => include(node) || !exclude(node);
}
