import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { OperationEnd } from '../../../protocol/entities/operation-end.ts';
import { OperationId } from '../../../protocol/ids.ts';
import { begin, follow } from '../engine.ts';
import type { DispatchCommand, SetTimer } from '../events/commands.ts';
import type { FollowingEvent, Grantee } from '../events/events.ts';
import { type ExecutionState, sequenceOf } from '../state/state.ts';
import { nodesNamed, operationStep, planOf } from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { ended, granted, OTHER, sampleRequest, WEB } from '../testing/sample.ts';
import { progressOf } from '../views/progress.ts';
import { summaryOf } from '../views/summary.ts';
import { MOST_RETURNS } from './give-back.ts';

const FULL: OperationEnd = { kind: 'not-started', code: 'no-space', problem: 'no space left on device' };

const dispatches = ({ commands }: Player): DispatchCommand[] =>
  commands.flatMap((one) => (one.type === 'dispatch' ? one : []));
const timers = ({ commands }: Player): SetTimer[] =>
  commands.flatMap((one) => (one.type === 'set-timer' ? one : []));
const returned = (operation: string, by: Grantee = WEB, time = 3000): FollowingEvent => ({
  ...ended(operation, FULL, by),
  time,
});
const lastDispatch = (player: Player): DispatchCommand => {
  const dispatch = dispatches(player).at(-1);
  assert.ok(dispatch);
  return dispatch;
};

describe('an operation that its replica gives back as not started', () => {
  it('is dispatched again as a new operation with the replica in `returnedBy`, and succeeds on another replica', () => {
    const player = new Player(sampleRequest({ steps: 1 }));
    player.send(granted('17-1')).send(returned('17-1'));
    const again = lastDispatch(player);
    assert.notEqual(again.operationId, '17-1');
    assert.deepEqual(again.returnedBy, [WEB.replicaId]);
    assert.equal(again.queuedAt, 3000);
    assert.match(
      player.messages.at(-1) ?? '',
      /Step 1 \(true 1\) on web was not started by replica web-a of runner web: no space left on device\. .*again/,
    );
    player.send(granted(again.operationId, OTHER)).send(ended(again.operationId, undefined, OTHER));
    assert.equal(player.status, 'succeeded');
    assert.deepEqual(
      summaryOf(player.state).successfulNodes,
      ['other'],
      'the runner that ran it names the host',
    );
    const operations = progressOf(player.state).flatMap((step) => step.operations);
    assert.deepEqual(
      operations.map(({ operationId, attempt, end }) => [operationId, attempt, end?.kind]),
      [
        ['17-1', 1, 'not-started'],
        [again.operationId, 2, 'exited'],
      ],
    );
  });

  it('does not count as a failure and starts no error handler', () => {
    const handled = {
      ...operationStep('true 1'),
      errorHandler: { step: operationStep('handle'), keepGoingOnSuccess: false },
    };
    const player = new Player(sampleRequest({ plan: planOf({ steps: [handled] }) }));
    player.send(granted('17-1')).send(returned('17-1'));
    assert.deepEqual(player.open, ['1']);
    player.endAll();
    assert.equal(player.status, 'succeeded');
  });

  it('waits for a replica at most `dispatch.waitSeconds` from the first return', () => {
    const player = new Player(sampleRequest({ steps: 1, limits: { dispatchWaitSeconds: 60 } }));
    player.send(granted('17-1')).send(returned('17-1', WEB, 10_000));
    const second = lastDispatch(player).operationId;
    assert.equal(timers(player).at(-1)?.at, 70_000);
    player.send(granted(second, WEB, 20_000)).send(returned(second, WEB, 30_000));
    const last = timers(player).at(-1);
    assert.equal(last?.at, 70_000);
    player.send({
      type: 'timer-fired',
      time: 70_000,
      timer: last?.sequence ?? 0,
      why: 'runner web cannot start steps',
    });
    assert.equal(player.status, 'failed');
    assert.match(
      summaryOf(player.state).reason?.message ?? '',
      /not taken within 60 s: runner web cannot start steps\. .*given back 2 times, last by replica web-a of runner web: no space left on device\./,
    );
  });

  it('fails with the reason if it is given back after its wait has expired', () => {
    const player = new Player(sampleRequest({ steps: 1, limits: { dispatchWaitSeconds: 60 } }));
    player.send(granted('17-1')).send(returned('17-1', WEB, 10_000));
    const second = lastDispatch(player).operationId;
    player.send(granted(second, WEB, 20_000)).send(returned(second, WEB, 70_000));
    assert.equal(player.status, 'failed');
    assert.equal(player.reason, 'failed-to-start');
    assert.match(summaryOf(player.state).reason?.message ?? '', /no space left on device/);
  });

  it('fails after a bounded number of returns', () => {
    const player = new Player(sampleRequest({ steps: 1, limits: { dispatchWaitSeconds: 10 ** 6 } }));
    for (let count = 0; player.state.ended === undefined; count += 1) {
      assert.ok(count <= MOST_RETURNS);
      const { operationId } = lastDispatch(player);
      player.send(granted(operationId)).send(returned(operationId));
    }
    assert.equal(dispatches(player).length, MOST_RETURNS + 1);
    assert.equal(player.reason, 'failed-to-start');
  });

  it('ends instead of being dispatched again if the execution is being stopped', () => {
    const player = new Player(sampleRequest({ steps: 1 }));
    player.send(granted('17-1')).send({ type: 'abort-requested', time: 2500, user: 'bob' });
    player.send(returned('17-1'));
    assert.equal(dispatches(player).length, 1);
    assert.equal(player.status, 'aborted');
    assert.equal(summaryOf(player.state).reason?.message, 'Stopped by bob.');
  });

  it('can be given back only by the replica to which it is granted', () => {
    const state = begin(sampleRequest({ steps: 1 })).state;
    const held = follow(state, granted('17-1')).state;
    assert.equal(follow(held, returned('17-1', OTHER)).state, held);
    assert.equal(follow(state, returned('17-1')).state, state, 'nobody holds it');
  });

  it('is not affected by later reports of the replica that gave it back', () => {
    const player = new Player(sampleRequest({ steps: 1 }));
    player.send(granted('17-1')).send(returned('17-1'));
    const before = player.state;
    for (const late of [returned('17-1'), ended('17-1'), granted('17-1')])
      assert.equal(follow(before, late).state, before);
  });

  it('does not affect the other nodes', () => {
    const plan = planOf({ steps: [operationStep('true 1')], nodes: nodesNamed('a', 'b'), threadCount: 2 });
    const player = new Player(sampleRequest({ plan }));
    player.grant('1 a').grant('1 b');
    player.send(returned(idOf(player.state, 0)));
    assert.deepEqual(player.open, ['1 b', '1 a']);
    player.endAll();
    assert.equal(player.status, 'succeeded');
    assert.deepEqual(summaryOf(player.state).successfulNodes, ['a', 'b']);
  });
});

function idOf(state: ExecutionState, step: number): string {
  const operations = progressOf(state).map((one) => one.operations.at(-1)?.operationId ?? '');
  const id = OperationId.parse(operations[step]);
  assert.ok(sequenceOf(id) > 0);
  return id;
}
