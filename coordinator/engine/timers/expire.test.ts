import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FollowingEvent } from '../events/events.ts';
import { mapValues } from '../maps/number-map.ts';
import { nodesNamed, operationStep, planOf, referenceStep, resolvedTo } from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { sampleRequest } from '../testing/sample.ts';

const [a, b] = [operationStep('a'), operationStep('b')];

/** Plays a job that references a job with a timeout of 5 s and then runs another step. */
function play(child = planOf({ steps: [a, b] }), more: Parameters<typeof referenceStep>[1] = {}) {
  const plan = planOf({ steps: [referenceStep('db', more), b], keepGoing: true });
  const resolution = { ...resolvedTo('db', child), timeoutSeconds: 5 };
  return new Player(sampleRequest({ plan })).resolve(resolution);
}

function timeoutOf(player: Player): FollowingEvent {
  const timer = [...mapValues(player.state.pending)].find(
    (pending) => pending.type === 'set-timer' && pending.purpose === 'workflow-timeout',
  );
  assert.ok(timer?.type === 'set-timer');
  return { type: 'timer-fired', time: timer.at, timer: timer.sequence };
}

describe('the timeout of a referenced job', () => {
  it('counts from the start of the job and is cleared at its end', () => {
    const player = play();
    assert.equal(timeoutOf(player).time, 2500 + 5000);
    player.end('1/1').end('1/2');
    assert.throws(() => timeoutOf(player));
    assert.ok(player.commands.some(({ type }) => type === 'clear-timer'));
    assert.deepEqual(player.endAll(), ['2']);
    assert.equal(player.status, 'succeeded');
  });

  it('cancels the running steps of the job, starts no further ones, and fails the step that refers to the job', () => {
    const player = play().grant('1/1');
    player.send(timeoutOf(player));
    assert.equal(player.commands.filter(({ type }) => type === 'cancel').length, 1);
    assert.deepEqual(player.open, ['1/1']);
    player.end('1/1', { kind: 'cancelled' });
    assert.deepEqual(player.open, ['2']);
    player.end('2');
    assert.equal(player.status, 'failed');
    assert.match(
      player.state.ended?.reason?.message ?? '',
      /Job .*db failed: Stopped after its timeout of 5 s\.$/,
    );
  });

  it('withdraws the queued operations of the job on all nodes, and lets the parent continue with its next step', () => {
    const child = planOf({
      steps: [a, b],
      nodes: nodesNamed('n1', 'n2', 'n3'),
      threadCount: 2,
      keepGoing: true,
    });
    const player = play(child);
    player.send(timeoutOf(player));
    assert.equal(player.commands.filter(({ type }) => type === 'withdraw').length, 2);
    assert.deepEqual(player.open, ['2']);
  });

  it('fails the job even if its last step still succeeds, and starts no error handler in the job', () => {
    const handled = operationStep('a', { errorHandler: { step: b, keepGoingOnSuccess: true } });
    const failing = play(planOf({ steps: [handled] })).grant('1/1');
    failing.send(timeoutOf(failing)).end('1/1', { kind: 'cancelled' });
    assert.deepEqual(failing.open, ['2']);
    const late = play(planOf({ steps: [a] })).grant('1/1');
    late.send(timeoutOf(late)).end('1/1').end('2');
    assert.equal(late.status, 'failed');
  });

  it('also ends the jobs that the job refers to', () => {
    const player = play(planOf({ steps: [referenceStep('inner'), a] }));
    player.resolve(resolvedTo('inner', planOf({ steps: [a, b] })));
    player.grant('1/1/1').send(timeoutOf(player)).end('1/1/1', { kind: 'cancelled' });
    assert.deepEqual(player.open, ['2']);
    const waiting = play(planOf({ steps: [referenceStep('inner'), a] }));
    assert.deepEqual(waiting.send(timeoutOf(waiting)).open, ['2']);
  });
});
