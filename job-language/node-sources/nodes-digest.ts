import { createHash } from 'node:crypto';
import { jsonText } from '../../support/slices/json-text.ts';
import type { Sliced } from '../../support/slices/sliced.ts';
import type { Node } from '../nodes/node.ts';

/** Returns the SHA-256 of nodes as JSON, in hex: equal for the same nodes in the same order. */
export function* nodesDigest(nodes: readonly Node[]): Sliced<string> {
  return createHash('sha256')
    .update(yield* jsonText(nodes))
    .digest('hex');
}
