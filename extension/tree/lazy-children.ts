import type { TreeNode } from './tree-node.ts';

/** The nodes whose children were not read yet. */
const pending = new WeakSet<TreeNode>();

/**
 * Adds children to a node that are built when they are read for the first time, because VS Code reads only the children
 * of expanded rows, and most rows stay collapsed.
 */
export function withLazyChildren(
  node: Omit<TreeNode, 'children'>,
  build: () => readonly TreeNode[],
): TreeNode {
  let built: readonly TreeNode[] | undefined;
  const lazy: TreeNode = Object.defineProperty({ ...node }, 'children', {
    enumerable: true,
    get: () => {
      pending.delete(lazy);
      built ??= build();
      return built;
    },
  });
  pending.add(lazy);
  return lazy;
}

/** Whether a node has children that were not read yet, so that reading them builds them. */
export function hasPendingChildren(node: TreeNode): boolean {
  return pending.has(node);
}

/** Whether a node has children, even if their list is empty. Does not build them. */
export function isParent(node: TreeNode): boolean {
  return 'children' in node;
}
