import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { nodeNamed, nodesNamed, onceStep, operationStep, planOf, type SamplePlan } from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { sampleRequest } from '../testing/sample.ts';
import { summaryOf } from '../views/summary.ts';

const [a, b, c] = [operationStep('a'), operationStep('b'), operationStep('c')];
const play = (plan: SamplePlan) => new Player(sampleRequest({ plan: planOf(plan) }));

describe('node-first', () => {
  it('does consecutive steps on a node whole before the next node has its turn', () => {
    assert.deepEqual(play({ steps: [a, b], nodes: nodesNamed('n1', 'n2') }).endAll(), [
      '1 n1',
      '2 n1',
      '1 n2',
      '2 n2',
    ]);
  });

  it('does a workflow step once, between what comes before it on all nodes and what comes after', () => {
    const steps = [a, onceStep('once'), b, c];
    assert.deepEqual(play({ steps, nodes: nodesNamed('n1', 'n2') }).endAll(), [
      '1 n1',
      '1 n2',
      '2',
      '3 n1',
      '4 n1',
      '3 n2',
      '4 n2',
    ]);
  });

  it('has as many nodes under way as the thread count says', () => {
    const player = play({ steps: [a, b], nodes: nodesNamed('n1', 'n2', 'n3'), threadCount: 2 });
    assert.deepEqual(player.open, ['1 n1', '1 n2']);
    assert.deepEqual(player.end('1 n2').open, ['1 n1', '2 n2']);
    assert.deepEqual(player.end('2 n2').open, ['1 n1', '1 n3']);
  });

  it('goes through tiers one after the other, however many threads there are', () => {
    const nodes = nodesNamed('n1', 'n2', 'n3');
    const player = play({ steps: [a], nodes, threadCount: 9, tiers: [1, 2] });
    assert.deepEqual(player.open, ['1 n1']);
    assert.deepEqual(player.end('1 n1').open, ['1 n2', '1 n3']);
  });
});

describe('sequential', () => {
  it('does a step on all nodes, then the next step', () => {
    const plan = { strategy: 'sequential', steps: [a, b], nodes: nodesNamed('n1', 'n2') } as const;
    assert.deepEqual(play(plan).endAll(), ['1 n1', '1 n2', '2 n1', '2 n2']);
  });
});

describe('parallel', () => {
  it('begins all steps at once, each on as many nodes as the thread count says', () => {
    const plan = {
      strategy: 'parallel',
      steps: [a, onceStep('once'), b],
      nodes: nodesNamed('n1', 'n2'),
    } as const;
    const player = play(plan);
    assert.deepEqual(player.open, ['1 n1', '2', '3 n1']);
    assert.deepEqual(player.end('3 n1').open, ['1 n1', '2', '3 n2']);
  });

  it('lets the other steps finish when one failed', () => {
    const player = play({ strategy: 'parallel', steps: [a, b] });
    assert.deepEqual(player.end('1', 1).open, ['2']);
    assert.equal(player.end('2').status, 'failed');
  });
});

describe('a failure', () => {
  const nodes = nodesNamed('n1', 'n2');

  it('without node keepgoing ends the turn of further nodes; nodes under way finish their section', () => {
    assert.deepEqual(play({ steps: [a, b], nodes }).end('1 n1', 1).open, []);
    const two = play({ steps: [a, b], nodes: nodesNamed('n1', 'n2', 'n3'), threadCount: 2 });
    assert.deepEqual(two.end('1 n1', 1).endAll(), ['1 n2', '2 n2']);
    assert.equal(two.status, 'failed');
  });

  it('with node keepgoing lets the other nodes go on, and fails the workflow', () => {
    const player = play({ steps: [a, b], nodes, dispatchKeepGoing: true });
    assert.deepEqual(player.end('1 n1', 1).endAll(), ['1 n2', '2 n2']);
    assert.equal(player.status, 'failed');
    const { successfulNodes, failedNodes } = summaryOf(player.state);
    assert.deepEqual([successfulNodes, failedNodes], [['n2'], ['n1']]);
  });

  it('with keepgoing of the workflow lets the node do its remaining steps', () => {
    const player = play({ steps: [a, b], nodes, keepGoing: true });
    assert.deepEqual(player.end('1 n1', 1).endAll(), ['2 n1']);
  });

  it('with both drops the node from later sections', () => {
    const steps = [a, onceStep('once'), b];
    const player = play({ steps, nodes, keepGoing: true, dispatchKeepGoing: true });
    assert.deepEqual(player.end('1 n1', 1).endAll(), ['1 n2', '2', '3 n2']);
  });

  it('is not held against a node by the sequential strategy, which gives each step to all nodes', () => {
    const plan = { steps: [a, b], nodes, keepGoing: true, dispatchKeepGoing: true } as const;
    const player = play({ ...plan, strategy: 'sequential' });
    assert.deepEqual(player.end('1 n1', 1).endAll(), ['1 n2', '2 n1', '2 n2']);
  });

  it('on all nodes leaves none behind', () => {
    const steps = [a, onceStep('once'), b];
    const player = play({ steps, nodes, keepGoing: true, dispatchKeepGoing: true });
    assert.deepEqual(player.end('1 n1', 1).end('1 n2', 1).endAll(), ['2', '3 n1', '3 n2']);
  });

  it('leaves a node behind that failed in an earlier section, whatever the others do in this one', () => {
    const steps = [a, onceStep('once'), b];
    const player = play({ steps, nodes, keepGoing: true, dispatchKeepGoing: true });
    assert.deepEqual(player.end('1 n1').end('1 n2', 1).end('2').end('3 n1', 1).open, []);
  });

  it('without keepgoing of the workflow ends it with the section', () => {
    const steps = [a, onceStep('once')];
    assert.deepEqual(play({ steps, nodes }).end('1 n1', 1).endAll(), []);
    const all = play({ steps, nodes, dispatchKeepGoing: true }).end('1 n1', 1).end('1 n2', 1);
    assert.deepEqual([all.open, all.status], [[], 'failed']);
  });

  it('with node keepgoing alone lets the other nodes go through later sections', () => {
    const steps = [a, onceStep('once'), b];
    const player = play({ steps, nodes, dispatchKeepGoing: true });
    assert.deepEqual(player.end('1 n1', 1).endAll(), ['1 n2', '2', '3 n2']);
    assert.equal(player.status, 'failed');
  });

  it('of a workflow step ends the workflow, node keepgoing or not', () => {
    const steps = [onceStep('once'), a];
    const player = play({ steps, nodes, dispatchKeepGoing: true });
    assert.deepEqual([player.end('1', 1).open, player.status], [[], 'failed']);
  });
});

describe('an end that nobody knows', () => {
  const unknown = { kind: 'unknown', problem: 'silent' } as const;

  it('lets nothing follow on the host, keepgoing or not', () => {
    const player = play({ steps: [a, b, onceStep('once')], keepGoing: true });
    assert.equal(player.end('1', unknown).status, 'unknown');
  });

  it('lets other nodes go on with both keepgoings, never that one, and ends as unknown', () => {
    for (const strategy of ['node-first', 'sequential'] as const) {
      const nodes = nodesNamed('n1', 'n2');
      const player = play({ strategy, steps: [a, b], nodes, keepGoing: true, dispatchKeepGoing: true });
      assert.deepEqual(player.end('1 n1', unknown).endAll(), ['1 n2', '2 n2']);
      assert.equal(player.status, 'unknown');
      assert.deepEqual(summaryOf(player.state).failedNodes, ['n1']);
    }
  });
});

describe('no node', () => {
  it('is a failure', () => {
    const player = play({ steps: [a], nodes: [] });
    assert.deepEqual([player.status, player.reason], ['failed', 'NoMatchedNodes']);
  });

  it('is a success where the job says so, and no step runs', () => {
    const player = play({ steps: [a, onceStep('once')], nodes: [], successOnEmpty: true });
    assert.deepEqual([player.endAll(), player.status], [[], 'succeeded']);
  });

  it('matters to a workflow without steps on nodes, too', () => {
    assert.equal(play({ steps: [onceStep('once')], nodes: [] }).reason, 'NoMatchedNodes');
  });
});

describe('a step that cannot run', () => {
  it('fails when its turn comes, with its reason', () => {
    const reason = { code: 'PluginMissing', message: 'there is no plugin fancy' };
    const step = { kind: 'unavailable', label: 'fancy', perNode: true, reason } as const;
    const player = play({ steps: [a, step] });
    assert.equal(player.end('1').reason, 'PluginMissing');
    assert.match(player.state.ended?.reason?.message ?? '', /^Step 2 \(fancy\).* cannot run: there is no/);
  });

  it('is one on a node with an executor that is not here: nothing is dispatched', () => {
    const player = play({ steps: [a], nodes: [nodeNamed('n1', { executor: 'WinRMPython' })] });
    assert.deepEqual(player.open, []);
    assert.equal(player.reason, 'ConfigurationFailure');
    assert.match(player.state.ended?.reason?.message ?? '', /node executor "WinRMPython"/);
  });
});
