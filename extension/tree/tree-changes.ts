import { isDeepStrictEqual } from 'node:util';
import { hasPendingChildren, isParent } from './lazy-children.ts';
import type { TreeNode } from './tree-node.ts';

/** `root` if the list of top-level rows changed, otherwise the ids of the topmost rows to redraw. */
export type TreeChanges =
  | { readonly kind: 'root' }
  | { readonly kind: 'rows'; readonly ids: readonly string[] };

/**
 * Returns the rows that differ between two states of a tree. Redrawing a row redraws its children. Children that were
 * not read in the state before are not shown, so that they are neither built nor compared.
 */
export function treeChanges(before: readonly TreeNode[], after: readonly TreeNode[]): TreeChanges {
  if (!sameRows(before, after)) return { kind: 'root' };
  return { kind: 'rows', ids: changedRows(before, after) };
}

function changedRows(before: readonly TreeNode[], after: readonly TreeNode[]): readonly string[] {
  return after.flatMap((node, index) => {
    const old = before[index];
    if (old === node) return [];
    if (old === undefined || !sameRow(old, node)) return [node.id];
    if (!isParent(old) || hasPendingChildren(old)) return [];
    const [childrenBefore = [], childrenAfter = []] = [old.children, node.children];
    return sameRows(childrenBefore, childrenAfter) ? changedRows(childrenBefore, childrenAfter) : [node.id];
  });
}

/** Whether two nodes have the same row. Their children may differ. */
function sameRow(before: TreeNode, after: TreeNode): boolean {
  const keys = rowKeys(before);
  return (
    isParent(before) === isParent(after) &&
    keys.length === rowKeys(after).length &&
    keys.every((key) => isDeepStrictEqual(before[key], after[key]))
  );
}

function rowKeys(node: TreeNode): readonly (keyof TreeNode)[] {
  return (Object.keys(node) as (keyof TreeNode)[]).filter((key) => key !== 'children');
}

function sameRows(before: readonly TreeNode[], after: readonly TreeNode[]): boolean {
  return before.length === after.length && before.every((node, index) => node.id === after[index]?.id);
}
