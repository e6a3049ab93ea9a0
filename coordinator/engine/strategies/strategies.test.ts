import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { nodeNamed, nodesNamed, onceStep, operationStep, planOf, type SamplePlan } from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { sampleRequest } from '../testing/sample.ts';
import { summaryOf } from '../views/summary.ts';

const [a, b, c] = [operationStep('a'), operationStep('b'), operationStep('c')];
const play = (plan: SamplePlan) => new Player(sampleRequest({ plan: planOf(plan) }));

describe('node-first', () => {
  it('runs all consecutive steps on a node before the next node starts', () => {
    assert.deepEqual(play({ steps: [a, b], nodes: nodesNamed('n1', 'n2') }).endAll(), [
      '1 n1',
      '2 n1',
      '1 n2',
      '2 n2',
    ]);
  });

  it('runs a workflow step once, after all nodes have finished the steps before it', () => {
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

  it('runs as many nodes at a time as the thread count allows', () => {
    const player = play({ steps: [a, b], nodes: nodesNamed('n1', 'n2', 'n3'), threadCount: 2 });
    assert.deepEqual(player.open, ['1 n1', '1 n2']);
    assert.deepEqual(player.end('1 n2').open, ['1 n1', '2 n2']);
    assert.deepEqual(player.end('2 n2').open, ['1 n1', '1 n3']);
  });

  it('runs tiers one after the other, whatever the thread count', () => {
    const nodes = nodesNamed('n1', 'n2', 'n3');
    const player = play({ steps: [a], nodes, threadCount: 9, tiers: [1, 2] });
    assert.deepEqual(player.open, ['1 n1']);
    assert.deepEqual(player.end('1 n1').open, ['1 n2', '1 n3']);
  });
});

describe('sequential', () => {
  it('runs a step on all nodes, then the next step', () => {
    const plan = { strategy: 'sequential', steps: [a, b], nodes: nodesNamed('n1', 'n2') } as const;
    assert.deepEqual(play(plan).endAll(), ['1 n1', '1 n2', '2 n1', '2 n2']);
  });
});

describe('parallel', () => {
  it('starts all steps at once, each on as many nodes as the thread count allows', () => {
    const plan = {
      strategy: 'parallel',
      steps: [a, onceStep('once'), b],
      nodes: nodesNamed('n1', 'n2'),
    } as const;
    const player = play(plan);
    assert.deepEqual(player.open, ['1 n1', '2', '3 n1']);
    assert.deepEqual(player.end('3 n1').open, ['1 n1', '2', '3 n2']);
  });

  it('lets the other steps finish when one fails', () => {
    const player = play({ strategy: 'parallel', steps: [a, b] });
    assert.deepEqual(player.end('1', 1).open, ['2']);
    assert.equal(player.end('2').status, 'failed');
  });
});

describe('a failure', () => {
  const nodes = nodesNamed('n1', 'n2');

  it('prevents further nodes from starting if node keepgoing is off, while running nodes finish their section', () => {
    assert.deepEqual(play({ steps: [a, b], nodes }).end('1 n1', 1).open, []);
    const two = play({ steps: [a, b], nodes: nodesNamed('n1', 'n2', 'n3'), threadCount: 2 });
    assert.deepEqual(two.end('1 n1', 1).endAll(), ['1 n2', '2 n2']);
    assert.equal(two.status, 'failed');
  });

  it('lets the other nodes continue with node keepgoing, but fails the workflow', () => {
    const player = play({ steps: [a, b], nodes, dispatchKeepGoing: true });
    assert.deepEqual(player.end('1 n1', 1).endAll(), ['1 n2', '2 n2']);
    assert.equal(player.status, 'failed');
    const { successfulNodes, failedNodes } = summaryOf(player.state);
    assert.deepEqual([successfulNodes, failedNodes], [['n2'], ['n1']]);
  });

  it('lets the node run its remaining steps with workflow keepgoing', () => {
    const player = play({ steps: [a, b], nodes, keepGoing: true });
    assert.deepEqual(player.end('1 n1', 1).endAll(), ['2 n1']);
  });

  it('makes the node skip later sections with both keepgoing settings', () => {
    const steps = [a, onceStep('once'), b];
    const player = play({ steps, nodes, keepGoing: true, dispatchKeepGoing: true });
    assert.deepEqual(player.end('1 n1', 1).endAll(), ['1 n2', '2', '3 n2']);
  });

  it('does not exclude the node from later steps with the sequential strategy', () => {
    const plan = { steps: [a, b], nodes, keepGoing: true, dispatchKeepGoing: true } as const;
    const player = play({ ...plan, strategy: 'sequential' });
    assert.deepEqual(player.end('1 n1', 1).endAll(), ['1 n2', '2 n1', '2 n2']);
  });

  it('excludes no node if all nodes failed', () => {
    const steps = [a, onceStep('once'), b];
    const player = play({ steps, nodes, keepGoing: true, dispatchKeepGoing: true });
    assert.deepEqual(player.end('1 n1', 1).end('1 n2', 1).endAll(), ['2', '3 n1', '3 n2']);
  });

  it('still excludes a node that failed in an earlier section if all other nodes fail in the current section', () => {
    const steps = [a, onceStep('once'), b];
    const player = play({ steps, nodes, keepGoing: true, dispatchKeepGoing: true });
    assert.deepEqual(player.end('1 n1').end('1 n2', 1).end('2').end('3 n1', 1).open, []);
  });

  it('ends the workflow after the current section if workflow keepgoing is off', () => {
    const steps = [a, onceStep('once')];
    assert.deepEqual(play({ steps, nodes }).end('1 n1', 1).endAll(), []);
    const all = play({ steps, nodes, dispatchKeepGoing: true }).end('1 n1', 1).end('1 n2', 1);
    assert.deepEqual([all.open, all.status], [[], 'failed']);
  });

  it('lets the other nodes run later sections with node keepgoing alone', () => {
    const steps = [a, onceStep('once'), b];
    const player = play({ steps, nodes, dispatchKeepGoing: true });
    assert.deepEqual(player.end('1 n1', 1).endAll(), ['1 n2', '2', '3 n2']);
    assert.equal(player.status, 'failed');
  });

  it('ends the workflow if a workflow step fails, even with node keepgoing', () => {
    const steps = [onceStep('once'), a];
    const player = play({ steps, nodes, dispatchKeepGoing: true });
    assert.deepEqual([player.end('1', 1).open, player.status], [[], 'failed']);
  });
});

describe('an unknown end', () => {
  const unknown = { kind: 'unknown', problem: 'silent' } as const;

  it('prevents further steps on the runner host, even with keepgoing', () => {
    const player = play({ steps: [a, b, onceStep('once')], keepGoing: true });
    assert.equal(player.end('1', unknown).status, 'unknown');
  });

  it('lets only the other nodes continue with both keepgoing settings, and makes the execution end as unknown', () => {
    for (const strategy of ['node-first', 'sequential'] as const) {
      const nodes = nodesNamed('n1', 'n2');
      const player = play({ strategy, steps: [a, b], nodes, keepGoing: true, dispatchKeepGoing: true });
      assert.deepEqual(player.end('1 n1', unknown).endAll(), ['1 n2', '2 n2']);
      assert.equal(player.status, 'unknown');
      assert.deepEqual(summaryOf(player.state).failedNodes, ['n1']);
    }
  });
});

describe('a node filter that matches no node', () => {
  it('fails the job', () => {
    const player = play({ steps: [a], nodes: [] });
    assert.deepEqual([player.status, player.reason], ['failed', 'NoMatchedNodes']);
  });

  it('makes the job succeed without running a step if the job sets `successOnEmpty`', () => {
    const player = play({ steps: [a, onceStep('once')], nodes: [], successOnEmpty: true });
    assert.deepEqual([player.endAll(), player.status], [[], 'succeeded']);
  });

  it('also fails a workflow that has no node steps', () => {
    assert.equal(play({ steps: [onceStep('once')], nodes: [] }).reason, 'NoMatchedNodes');
  });
});

describe('a step that cannot run', () => {
  it('fails with its reason when it is reached', () => {
    const reason = { code: 'PluginMissing', message: 'there is no plugin fancy' };
    const step = { kind: 'unavailable', label: 'fancy', perNode: true, reason } as const;
    const player = play({ steps: [a, step] });
    assert.equal(player.end('1').reason, 'PluginMissing');
    assert.match(player.state.ended?.reason?.message ?? '', /^Step 2 \(fancy\).* cannot run: there is no/);
  });

  it('fails without a dispatch if the node executor is not available', () => {
    const player = play({ steps: [a], nodes: [nodeNamed('n1', { executor: 'WinRMPython' })] });
    assert.deepEqual(player.open, []);
    assert.equal(player.reason, 'ConfigurationFailure');
    assert.match(player.state.ended?.reason?.message ?? '', /node executor "WinRMPython"/);
  });
});
