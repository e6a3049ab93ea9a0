import type { TreeNode } from '../tree/tree-node.ts';

/** Returns the rows as indented text, so that a test can compare a whole tree. */
export function drawn(nodes: readonly TreeNode[], indent = ''): readonly string[] {
  return nodes.flatMap((node) => [
    `${indent}${node.label}${node.description === undefined ? '' : ` | ${node.description}`}`,
    ...drawn(node.children ?? [], `${indent}  `),
  ]);
}
