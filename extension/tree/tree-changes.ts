import { isDeepStrictEqual } from 'node:util';
import type { TreeNode } from './tree-node.ts';

/** `root` if the list of top-level rows changed, otherwise the ids of the topmost rows to redraw. */
export type TreeChanges =
  | { readonly kind: 'root' }
  | { readonly kind: 'rows'; readonly ids: readonly string[] };

/** Returns the rows that differ between two states of a tree. Redrawing a row redraws its children. */
export function treeChanges(before: readonly TreeNode[], after: readonly TreeNode[]): TreeChanges {
  if (!sameRows(before, after)) return { kind: 'root' };
  return { kind: 'rows', ids: changedRows(before, after) };
}

function changedRows(before: readonly TreeNode[], after: readonly TreeNode[]): readonly string[] {
  return after.flatMap((node, index) => {
    const old = before[index];
    if (old === undefined || !sameRow(old, node)) return [node.id];
    return changedRows(old.children ?? [], node.children ?? []);
  });
}

function sameRow(before: TreeNode, after: TreeNode): boolean {
  if (before === after) return true;
  const { children: childrenBefore, ...rowBefore } = before;
  const { children: childrenAfter, ...rowAfter } = after;
  if ((childrenBefore === undefined) !== (childrenAfter === undefined)) return false;
  return isDeepStrictEqual(rowBefore, rowAfter) && sameRows(childrenBefore ?? [], childrenAfter ?? []);
}

function sameRows(before: readonly TreeNode[], after: readonly TreeNode[]): boolean {
  return before.length === after.length && before.every((node, index) => node.id === after[index]?.id);
}
