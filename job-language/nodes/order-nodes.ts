import { mapSliced, type Sliced, sortSliced } from '../../support/slices/sliced.ts';
import type { Node } from './node.ts';
import { nodeAttribute } from './node-attribute.ts';

export interface NodeOrder {
  /** Attribute that ranks the nodes. Absent: the nodes are ordered by name. */
  readonly rankAttribute?: string | undefined;
  /** Whether the order is ascending. Default: true. */
  readonly ascending?: boolean | undefined;
}

/**
 * Returns the nodes in order: by rank, numerically, then by name; nodes without a rank come last. Descending order
 * reverses the whole list.
 */
export function* orderNodes(nodes: readonly Node[], order: NodeOrder = {}): Sliced<Node[]> {
  const direction = order.ascending === false ? -1 : 1;
  const rank = rankOf(order);
  const ranked = yield* mapSliced(nodes, (node) => {
    const text = rank(node);
    return { node, text, number: integerOf(text) };
  });
  const ordered = yield* sortSliced(
    ranked,
    (a, b) => direction * (compareRanks(a, b) || compareTexts(a.node.name, b.node.name)),
  );
  return yield* mapSliced(ordered, ({ node }) => node);
}

/** Returns the attribute that nodes are ranked by. */
export function rankAttributeOf({ rankAttribute = '' }: NodeOrder): string {
  return rankAttribute.trim() === '' ? 'nodename' : rankAttribute;
}

/** Returns a function that returns the rank of a node; undefined if the node has none. */
export function rankOf(order: NodeOrder): (node: Node) => string | undefined {
  const attribute = rankAttributeOf(order);
  return (node) => nodeAttribute(node, attribute);
}

interface Rank {
  readonly text: string | undefined;
  readonly number: bigint | undefined;
}

/** Compares two ranks: negative if `a` comes first. Numbers of the same value are compared as strings. */
export function compareRanks(a: Rank, b: Rank): number {
  if (a.text === undefined || b.text === undefined) {
    return Number(a.text === undefined) - Number(b.text === undefined);
  }
  if (a.number !== undefined && b.number !== undefined && a.number !== b.number) {
    return a.number < b.number ? -1 : 1;
  }
  return compareTexts(a.text, b.text);
}

/** Parses a whole number like Java: 64 bits, without white space. */
export function integerOf(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^[+-]?\d{1,19}$/.test(text)) return undefined;
  const number = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, number) === number ? number : undefined;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
