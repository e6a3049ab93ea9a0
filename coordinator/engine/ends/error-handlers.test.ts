import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { whole } from '../../../support/slices/sliced.ts';
import { handled, nodesNamed, operationStep, planOf, referenceStep, resolvedTo } from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { sampleRequest } from '../testing/sample.ts';
import { progressOf } from '../views/progress.ts';
import { summaryOf } from '../views/summary.ts';
import { workflowStateOf } from '../views/workflow-state.ts';

const handler = operationStep('tidy');
const [a, b] = [operationStep('a'), operationStep('b')];
const play = (keepGoing: boolean, continues: boolean) =>
  new Player(sampleRequest({ plan: planOf({ keepGoing, steps: [handled(a, handler, continues), b] }) }));

describe('an error handler', () => {
  it('runs only if its step failed', () => {
    assert.deepEqual(play(false, false).end('1').open, ['2']);
    assert.deepEqual(play(false, false).end('1', 3).open, ['1e']);
  });

  it('leaves its step failed without a keepgoing setting, even if the handler succeeds', () => {
    const player = play(false, false).end('1', 3).end('1e');
    assert.deepEqual([player.open, player.status], [[], 'failed']);
    assert.match(player.state.ended?.reason?.message ?? '', /exit code 3/);
  });

  it('replaces the failure of its step if the handler succeeds and has keepgoingOnSuccess', () => {
    const player = play(false, true).end('1', 3).end('1e');
    assert.deepEqual(player.open, ['2']);
    assert.equal(player.end('2').status, 'succeeded');
    assert.deepEqual(summaryOf(player.state).failedNodes, []);
  });

  it('replaces the result of its step if the workflow has keepgoing', () => {
    assert.equal(play(true, false).end('1', 3).end('1e').end('2').status, 'succeeded');
    const failing = play(true, false).end('1', 3).end('1e', 4).end('2');
    assert.equal(failing.status, 'failed');
    assert.match(failing.state.ended?.reason?.message ?? '', /exit code 4/);
  });

  it('does not replace the failure reason of its step if both fail without keepgoing', () => {
    const player = play(false, true).end('1', 3).end('1e', 4);
    assert.match(player.state.ended?.reason?.message ?? '', /exit code 3/);
  });

  it('does not run if its step ended as unknown', () => {
    const player = play(true, true).end('1', { kind: 'unknown', problem: 'silent' });
    assert.deepEqual([player.open, player.status], [[], 'unknown']);
  });

  it('receives the result of its step', () => {
    assert.deepEqual(play(false, false).end('1', 3).values('1e').groups?.['result'], {
      reason: 'NonZeroResultCode',
      message: 'Step 1 (a) on web failed with exit code 3.',
      resultCode: '3',
      failedNodes: 'web',
    });
  });

  it('receives the failed nodes of a referenced job', () => {
    const plan = planOf({ steps: [handled(referenceStep('db'), handler)] });
    const nodes = nodesNamed('n1', 'n2', 'n3');
    const player = new Player(sampleRequest({ plan }));
    player.resolve(resolvedTo('db', planOf({ steps: [a], nodes, dispatchKeepGoing: true })));
    player.end('1/1 n1', 1).end('1/1 n2').end('1/1 n3', 1);
    const result = player.values('1e').groups?.['result'];
    assert.deepEqual([result?.['reason'], result?.['failedNodes']], ['JobFailed', 'n1,n3']);
  });

  it('runs on the node where its step failed', () => {
    const plan = planOf({ steps: [handled(a, handler, true)], nodes: nodesNamed('n1', 'n2') });
    const player = new Player(sampleRequest({ plan }));
    assert.deepEqual(player.end('1 n1', 1).open, ['1e n1']);
    assert.deepEqual(player.end('1e n1').open, ['1 n2']);
  });

  it('can be a job reference', () => {
    const plan = planOf({ steps: [handled(a, referenceStep('rescue'), true)] });
    const player = new Player(sampleRequest({ plan })).end('1', 1);
    player.resolve(resolvedTo('rescue', planOf({ steps: [b] })));
    assert.deepEqual(player.open, ['1e/1']);
    assert.equal(player.end('1e/1').status, 'succeeded');
  });

  it('changes the state of its step to RUNNING_HANDLER', () => {
    const { state } = play(false, false).end('1', 3);
    assert.deepEqual(
      progressOf(state).map(({ stepctx, state: one }) => [stepctx, one]),
      [
        ['1', 'RUNNING_HANDLER'],
        ['1e', 'WAITING'],
        ['2', 'WAITING'],
      ],
    );
    assert.equal(
      whole(workflowStateOf(state, { serverNode: 'host', now: 1, why: () => undefined })).steps[0]
        ?.executionState,
      'RUNNING_HANDLER',
    );
  });
});
