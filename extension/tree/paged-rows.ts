import * as l10n from '@vscode/l10n';
import { COMMANDS } from '../ids/commands.ts';
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
  const rest = hidden === 1 ? l10n.t('1 more row') : l10n.t('{0} more rows', hidden);
  return {
    id: `${list}/more`,
    label: l10n.t('Show More'),
    description: rest,
    icon: { id: 'ellipsis' },
    kinds: [],
    accessibleLabel: l10n.t('Show more, {0}', rest),
    command: COMMANDS.showMoreRows,
    subject: { kind: 'list', list },
  };
}
