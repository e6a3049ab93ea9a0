import type { Node } from '../node.ts';

/** Several inventories as one: of nodes of one name the last one counts. */
export function mergedNodes(parts: readonly (readonly Node[])[]): readonly Node[] {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const byName = new Map<string, Node>();
  for (const part of parts) for (const node of part) byName.set(node.name, node);
  return [...byName.values()];
}
