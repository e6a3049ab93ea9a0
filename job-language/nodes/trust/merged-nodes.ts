import { eachSliced, type Sliced } from '../../../support/slices/sliced.ts';
import type { Node } from '../node.ts';

/** Merges several inventories. The last node of a name wins. */
export function* mergedNodes(parts: readonly (readonly Node[])[]): Sliced<readonly Node[]> {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const byName = new Map<string, Node>();
  for (const part of parts) yield* eachSliced(part, (node) => byName.set(node.name, node));
  return [...byName.values()];
}
