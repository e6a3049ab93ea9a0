import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { WorkflowState } from '../../../protocol/routes/shapes/workflow-state-shapes.ts';
import { whole } from '../../../support/slices/sliced.ts';
import { nodesNamed, onceStep, operationStep, planOf, referenceStep, resolvedTo } from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { sampleRequest } from '../testing/sample.ts';
import { workflowStateOf } from './workflow-state.ts';

const [a, b] = [operationStep('a'), operationStep('b')];
const nodes = nodesNamed('n1', 'n2');
const play = (plan: Parameters<typeof planOf>[0]) => new Player(sampleRequest({ plan: planOf(plan) }));
const why = () => 'all replicas are busy';
const shown = (player: Player) =>
  WorkflowState.parse(whole(workflowStateOf(player.state, { serverNode: 'host', now: 9000, why })));
const stateOfFirst = (player: Player) => shown(player).steps[0]?.executionState;

describe('the workflow state', () => {
  it('lists each step on each node', () => {
    const state = shown(play({ steps: [a, b], nodes }).end('1 n1'));
    assert.deepEqual(state.allNodes, ['n1', 'n2']);
    assert.deepEqual(state.nodes['n1'], [
      { executionState: 'SUCCEEDED', stepctx: '1' },
      { executionState: 'WAITING', stepctx: '2' },
    ]);
    assert.deepEqual(state.steps[0]?.stepTargetNodes, ['n1', 'n2']);
    assert.equal(state.steps[0]?.nodeStates['n1']?.duration, 1000);
    assert.equal(state.executionState, 'RUNNING');
    assert.equal(state.completed, false);
  });

  it('includes nodes that are named __proto__ and constructor', () => {
    const names = ['__proto__', 'constructor'];
    const { steps, nodes: byNode } = whole(
      workflowStateOf(play({ steps: [a], nodes: nodesNamed(...names) }).state, {
        serverNode: 'host',
        now: 9000,
        why,
      }),
    );
    assert.deepEqual([Object.keys(byNode), Object.keys(steps[0]?.nodeStates ?? {})], [names, names]);
  });

  it('yields after at most 256 nodes while it is built', () => {
    const names = Array.from({ length: 2000 }, (_, index) => `n${index}`);
    const player = play({ steps: [a], nodes: nodesNamed(...names), threadCount: 2000 });
    let explained = 0;
    const count = () => {
      explained += 1;
      return 'all replicas are busy';
    };
    const about = { serverNode: 'host', now: 9000, why: count };
    const work = workflowStateOf(player.state, about);
    let most = 0;
    for (let before = 0; work.next().done !== true; before = explained)
      most = Math.max(most, explained - before);
    assert.equal(explained, 2000);
    assert.ok(most <= 256, `${most} nodes at once`);
  });

  it('shows for each started step on a node its runner, and for each queued step why it waits', () => {
    const player = play({ steps: [a, b], nodes, threadCount: 2 }).grant('1 n1');
    const [first, second] = shown(player).steps;
    const reason = { code: 'waiting', message: 'all replicas are busy' };
    assert.partialDeepStrictEqual(first?.nodeStates['n1']?.runner, { name: 'web', replica: 'web-a' });
    assert.deepEqual([first?.nodeStates['n2']?.runner, first?.nodeStates['n2']?.reason], [undefined, reason]);
    assert.deepEqual([second?.nodeStates['n1']?.reason, first?.reason], [undefined, undefined]);
  });

  it('shows the runner and the reason on the step itself if the step runs on only one node', () => {
    const player = play({ steps: [a] });
    assert.deepEqual(shown(player).steps[0]?.reason?.code, 'waiting');
    const ended = shown(player.end('1', 1)).steps[0];
    assert.equal(
      ended?.runner?.replica,
      ended?.nodeStates[ended.stepTargetNodes?.[0] ?? '']?.runner?.replica,
    );
    assert.equal(ended?.reason?.code, 'NonZeroResultCode');
  });

  it('gives a step the state of its nodes if all of them have the same state', () => {
    const plan = { steps: [a], nodes, dispatchKeepGoing: true } as const;
    assert.equal(stateOfFirst(play(plan)), 'WAITING');
    assert.equal(stateOfFirst(play(plan).end('1 n1').end('1 n2')), 'SUCCEEDED');
    assert.equal(stateOfFirst(play(plan).end('1 n1', 1).end('1 n2', 1)), 'FAILED');
  });

  it('gives a step a combined state if its nodes have different states', () => {
    const plan = { steps: [a], nodes, dispatchKeepGoing: true } as const;
    assert.equal(stateOfFirst(play(plan).end('1 n1')), 'RUNNING');
    assert.equal(stateOfFirst(play(plan).end('1 n1').end('1 n2', 1)), 'NODE_PARTIAL_SUCCEEDED');
    assert.equal(stateOfFirst(play({ steps: [a], nodes }).end('1 n1', 1)), 'NODE_MIXED');
  });

  it('distinguishes steps that were not started from steps that were aborted', () => {
    const failed = shown(play({ steps: [a, b] }).end('1', 1));
    assert.deepEqual(
      failed.steps.map(({ executionState }) => executionState),
      ['FAILED', 'NOT_STARTED'],
    );
    const player = play({ steps: [referenceStep('db')] }).resolve(resolvedTo('db', planOf({ steps: [a] })));
    player.send({ type: 'abort-requested', time: 5000, user: 'bob' });
    const [step] = shown(player).steps;
    assert.equal(step?.executionState, 'ABORTED');
    assert.equal(step?.workflow?.executionState, 'ABORTED');
  });

  it('places a workflow step of the Local Runner on localhost', () => {
    const once = shown(play({ steps: [onceStep('once')], nodes }).grant('1')).steps[0];
    assert.deepEqual(Object.keys(once?.nodeStates ?? {}), ['localhost']);
  });

  it('lists no target nodes for a workflow step', () => {
    const state = shown(play({ steps: [onceStep('once')], nodes }).grant('1'));
    assert.equal(state.steps[0]?.nodeStep, false);
    assert.equal(state.steps[0]?.stepTargetNodes, undefined);
    assert.equal(state.steps[0]?.executionState, 'RUNNING');
  });
});
