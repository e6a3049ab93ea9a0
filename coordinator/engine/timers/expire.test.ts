import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FollowingEvent } from '../events/events.ts';
import { mapValues } from '../maps/number-map.ts';
import { nodesNamed, operationStep, planOf, referenceStep, resolvedTo } from '../testing/plans.ts';
import { Player } from '../testing/player.ts';
import { sampleRequest } from '../testing/sample.ts';

const [a, b] = [operationStep('a'), operationStep('b')];

/** A job that refers to another one, with a timeout of 5 s, and goes on behind it. */
function play(child = planOf({ steps: [a, b] }), more: Parameters<typeof referenceStep>[1] = {}) {
  const plan = planOf({ steps: [referenceStep('db', more), b], keepGoing: true });
  const resolution = { ...resolvedTo('db', child), timeoutSeconds: 5 };
  return new Player(sampleRequest({ plan })).resolve(resolution);
}

function rings(player: Player): FollowingEvent {
  const timer = [...mapValues(player.state.pending)].find(
    (pending) => pending.type === 'set-timer' && pending.purpose === 'workflow-timeout',
  );
  assert.ok(timer?.type === 'set-timer');
  return { type: 'timer-fired', time: timer.at, timer: timer.sequence };
}

describe('the timeout of a referenced job', () => {
  it('counts from its beginning, and is cleared by its end', () => {
    const player = play();
    assert.equal(rings(player).time, 2500 + 5000);
    player.end('1/1').end('1/2');
    assert.throws(() => rings(player));
    assert.ok(player.commands.some(({ type }) => type === 'clear-timer'));
    assert.deepEqual(player.endAll(), ['2']);
    assert.equal(player.status, 'succeeded');
  });

  it('cancels what runs of it and begins nothing more there; its step has failed', () => {
    const player = play().grant('1/1');
    player.send(rings(player));
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

  it('withdraws what is queued, on all nodes, and leaves the turn of others', () => {
    const child = planOf({
      steps: [a, b],
      nodes: nodesNamed('n1', 'n2', 'n3'),
      threadCount: 2,
      keepGoing: true,
    });
    const player = play(child);
    player.send(rings(player));
    assert.equal(player.commands.filter(({ type }) => type === 'withdraw').length, 2);
    assert.deepEqual(player.open, ['2']);
  });

  it('fails it although its last step succeeded in the meantime, and runs no error handler in it', () => {
    const handled = operationStep('a', { errorHandler: { step: b, keepGoingOnSuccess: true } });
    const failing = play(planOf({ steps: [handled] })).grant('1/1');
    failing.send(rings(failing)).end('1/1', { kind: 'cancelled' });
    assert.deepEqual(failing.open, ['2']);
    const late = play(planOf({ steps: [a] })).grant('1/1');
    late.send(rings(late)).end('1/1').end('2');
    assert.equal(late.status, 'failed');
  });

  it('reaches what stands in it', () => {
    const player = play(planOf({ steps: [referenceStep('inner'), a] }));
    player.resolve(resolvedTo('inner', planOf({ steps: [a, b] })));
    player.grant('1/1/1').send(rings(player)).end('1/1/1', { kind: 'cancelled' });
    assert.deepEqual(player.open, ['2']);
    const waiting = play(planOf({ steps: [referenceStep('inner'), a] }));
    assert.deepEqual(waiting.send(rings(waiting)).open, ['2']);
  });
});
