import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { whole } from '../../support/slices/sliced.ts';
import type { Node } from './node.ts';
import { type NamedOrchestrator, orchestrate } from './orchestrate.ts';
import { type NodeOrder, orderNodes } from './order-nodes.ts';

const NODES: Node[] = [
  { name: 'a', tags: [], attributes: { rank: '2', load: '10' } },
  { name: 'b', tags: [], attributes: { rank: '1', load: '9' } },
  { name: 'c', tags: [], attributes: { rank: '2', load: '9' } },
  { name: 'd', tags: [], attributes: {} },
];

const run = (
  type: string,
  configuration: NamedOrchestrator['configuration'] = {},
  order: NodeOrder = {},
  random = () => 0,
) => {
  const { nodes, ...rest } = whole(
    orchestrate(whole(orderNodes(NODES, order)), { type, configuration }, { order, random }),
  );
  return { names: nodes.map(({ name }) => name).join(''), ...rest };
};

const refused = (act: () => unknown) =>
  assert.throws(act, (error) => isOutrunnerError(error) && error.code === 'orchestrator-invalid');

describe('orchestrate', () => {
  it('chooses the configured number of nodes at random with the orchestrator subset', () => {
    assert.deepEqual(run('subset', { count: '2' }), { names: 'ab' });
    assert.deepEqual(
      run('subset', { count: 2 }, {}, () => 0.99),
      { names: 'da' },
    );
    assert.deepEqual(run('subset', { count: 9 }).names.length, 4);
    fc.assert(
      fc.property(
        fc.nat({ max: 6 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (n, s) => {
          const { names } = run('subset', { count: n }, {}, () => s.next().value ?? 0);
          assert.equal(new Set(names).size, Math.min(n, 4));
        },
      ),
    );
  });

  it('chooses the same nodes with the orchestrator subset, whatever their ranks are', () => {
    const ranks = fc.constantFrom('1', '2', '3', undefined);
    fc.assert(
      fc.property(
        fc.array(ranks, { minLength: 4, maxLength: 4 }),
        fc.double({ max: 0.999, min: 0, noNaN: true }),
        (own, random) => {
          const ranked = NODES.map((node, index): Node => {
            const rank = own[index];
            return { ...node, attributes: rank === undefined ? {} : { rank } };
          });
          const order = { rankAttribute: 'rank' };
          const subset = { type: 'subset', configuration: { count: '2' } };
          const ordered = whole(orderNodes(ranked, order));
          const { nodes } = whole(orchestrate(ordered, subset, { order, random: () => random }));
          assert.equal(
            nodes.map(({ name }) => name).join(''),
            run('subset', { count: '2' }, {}, () => random).names,
          );
        },
      ),
    );
  });

  it('finishes the nodes of one rank before the next with the orchestrator rankTiered', () => {
    assert.deepEqual(run('rankTiered', {}, { rankAttribute: 'rank' }), { names: 'bacd', tiers: [1, 2, 1] });
    assert.deepEqual(run('rankTiered'), { names: 'abcd', tiers: [1, 1, 1, 1] });
  });

  it('runs at most the configured share of nodes at a time with the orchestrator maxPercentage, and at least one node', () => {
    assert.deepEqual(run('maxPercentage', { percent: '50' }), { names: 'abcd', threadCountLimit: 2 });
    assert.equal(run('maxPercentage', { percent: '0' }).threadCountLimit, 1);
    assert.equal(run('maxPercentage', { percent: '37' }).threadCountLimit, 1);
    assert.equal(run('maxPercentage', { percent: '38' }).threadCountLimit, 2);
    assert.equal(run('maxPercentage', { percent: '900' }).threadCountLimit, 4);
  });

  it('chooses one node by the value of an attribute with orchestrator-highest-lowest-attribute', () => {
    const type = 'orchestrator-highest-lowest-attribute';
    assert.equal(run(type, { attribute: 'load', sort: 'highest' }).names, 'a');
    assert.deepEqual(run(type, { attribute: 'load', sort: 'highest' }).chosenBy, ['load', 'nodename']);
    const ranked = run(type, { attribute: 'load', sort: 'lowest' }, { rankAttribute: 'rank' });
    assert.deepEqual(ranked, { names: 'b', chosenBy: ['load', 'rank'] });
    assert.equal(run(type, { attribute: 'load', sort: 'lowest' }).names, 'b');
    assert.equal(run(type, { attribute: 'absent', sort: 'lowest' }).names, '');
    refused(() => run(type, { attribute: 'load', sort: 'up' }));
    refused(() => run(type, { sort: 'highest' }));
  });

  it('refuses an unknown orchestrator, and one with an incomplete configuration', () => {
    refused(() => run('constructor'));
    refused(() => run('subset'));
    refused(() => run('subset', { count: '-1' }));
    refused(() => run('maxPercentage', { percent: '10%' }));
  });
});
