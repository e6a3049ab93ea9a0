import { COMMANDS } from '../ids/commands.ts';
import { counted } from '../model/display-text.ts';
import type { TreeNode } from './tree-node.ts';

/** Returns the maximum number of rows of a list, by the id of the list. */
export type RowLimit = (list: string) => number;

/**
 * Creates the rows of a list up to its limit, and a row that shows more if there are more. Items beyond the limit have no
 * rows. `list` is unique among the lists of all views.
 */
export function pagedRows<T>(
  list: string,
  items: readonly T[],
  limitOf: RowLimit,
  rowOf: (item: T) => TreeNode,
): readonly TreeNode[] {
  const limit = limitOf(list);
  if (items.length <= limit) return items.map(rowOf);
  return [...items.slice(0, limit).map(rowOf), moreRow(list, items.length - limit)];
}

function moreRow(list: string, hidden: number): TreeNode {
  const rest = counted(hidden, 'more row');
  return {
    id: `${list}/more`,
    label: 'Show More',
    description: rest,
    icon: { id: 'ellipsis' },
    kinds: [],
    accessibleLabel: `Show more, ${rest}`,
    command: COMMANDS.showMoreRows,
    subject: { kind: 'list', list },
  };
}
