import assert from 'node:assert/strict';
import fc from 'fast-check';
import { whole } from '../../support/slices/sliced.ts';
import type { Node } from './node.ts';
import { orderNodes } from './order-nodes.ts';

const ranked = (ranks: Readonly<Record<string, string | undefined>>): Node[] =>
  Object.entries(ranks).map(([name, rank]) => ({
    name,
    tags: [],
    attributes: rank === undefined ? {} : { rank },
  }));

const names = (nodes: readonly Node[]) => nodes.map(({ name }) => name);

describe('the order of nodes', () => {
  it('is by name if no rank is set', () => {
    const nodes = ranked({ b: '1', a: '2', A: '3', 'a-10': '4', 'a-9': '5' });
    assert.deepEqual(names(whole(orderNodes(nodes))), ['A', 'a', 'a-10', 'a-9', 'b']);
    assert.deepEqual(names(whole(orderNodes(nodes, { ascending: false }))), ['b', 'a-9', 'a-10', 'a', 'A']);
    assert.deepEqual(names(whole(orderNodes(nodes, { rankAttribute: ' ' }))), ['A', 'a', 'a-10', 'a-9', 'b']);
  });

  it('is by rank, numerically, and by name for equal ranks', () => {
    const nodes = ranked({ c: '10', b: '9', a: '10', d: '-1', e: '9223372036854775807' });
    assert.deepEqual(names(whole(orderNodes(nodes, { rankAttribute: 'rank' }))), ['d', 'b', 'a', 'c', 'e']);
  });

  it('compares ranks as strings if one of them is not a number', () => {
    const nodes = ranked({ a: '9', b: '10', c: '1x' });
    const order = names(whole(orderNodes(nodes.slice(1), { rankAttribute: 'rank' })));
    assert.deepEqual(order, ['b', 'c']);
  });

  it('puts nodes without a rank last in ascending order, and first in descending order', () => {
    const nodes = ranked({ a: undefined, b: '2', c: '1' });
    assert.deepEqual(names(whole(orderNodes(nodes, { rankAttribute: 'rank' }))), ['c', 'b', 'a']);
    assert.deepEqual(names(whole(orderNodes(nodes, { rankAttribute: 'rank', ascending: false }))), [
      'a',
      'b',
      'c',
    ]);
  });

  it('neither loses nor duplicates a node, and does not depend on the input order', () => {
    const rank = fc.option(fc.oneof(fc.integer().map(String), fc.constantFrom('1', '01', '+1', '1')), {
      nil: undefined,
    });
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), rank), fc.boolean(), (ranks, ascending) => {
        const nodes = ranked(ranks);
        const order = { rankAttribute: 'rank', ascending };
        assert.deepEqual(whole(orderNodes(nodes.toReversed(), order)), whole(orderNodes(nodes, order)));
        assert.equal(new Set(whole(orderNodes(nodes, order))).size, nodes.length);
      }),
    );
  });
});
