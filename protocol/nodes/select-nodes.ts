import { type NodeMatch, nodeMatch } from './match-node.ts';
import type { Node } from './node.ts';
import { parseNodeFilter } from './node-filter.ts';

export interface NodeSelection {
  /** A node filter. Blank, it selects nothing. */
  readonly filter: string;
  /** A second filter: what it selects is left out, whatever the first says. */
  readonly exclude?: string | undefined;
  /** Whether `!key: …` wins over what includes a node. True unless told. */
  readonly excludePrecedence?: boolean | undefined;
}

/**
 * The nodes that filters select, in the order given. Throws `node-filter-invalid`, which names the column.
 *
 * With `excludePrecedence: false` a node is left out only where it is excluded and not included, as in the reference:
 * one that neither names stays.
 */
export function selectNodes(nodes: readonly Node[], selection: NodeSelection): Node[] {
  const precedence = selection.excludePrecedence ?? true;
  const wanted = compiledFilter(selection.filter, precedence);
  const unwanted = compiledFilter(selection.exclude ?? '', precedence);
  return nodes.filter((node) => wanted(node) && !unwanted(node));
}

/** A filter as what it selects. Throws `node-filter-invalid`. */
export function compiledFilter(text: string, excludePrecedence = true): NodeMatch {
  const filter = parseNodeFilter(text);
  const include = nodeMatch(filter.include, text);
  const exclude = nodeMatch(filter.exclude, text);
  if (exclude === undefined) return include ?? (() => false);
  if (include === undefined) return (node) => !exclude(node);
  return excludePrecedence
    ? (node) => include(node) && !exclude(node)
    : (node) => include(node) || !exclude(node);
}
