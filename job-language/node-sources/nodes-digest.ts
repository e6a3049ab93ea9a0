import { createHash } from 'node:crypto';
import type { Node } from '../nodes/node.ts';

/** SHA-256 of nodes as JSON, hex: the same nodes in the same order have the same one. */
export function nodesDigest(nodes: readonly Node[]): string {
  return createHash('sha256').update(JSON.stringify(nodes)).digest('hex');
}
