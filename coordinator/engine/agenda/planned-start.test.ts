import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { FollowingEvent } from '../events/events.ts';
import { mapValues } from '../maps/number-map.ts';
import { Player } from '../testing/player.ts';
import { sampleRequest } from '../testing/sample.ts';

const AT = 3_600_000;
const planned = () => new Player(sampleRequest({ limits: { timeoutSeconds: 9 }, more: { startAt: AT } }));
const rings = (time: number, why?: string): FollowingEvent => ({
  ...{ type: 'timer-fired', time, timer: 2 },
  ...(why === undefined ? {} : { why }),
});

describe('an execution that is planned for a later time', () => {
  it('dispatches nothing and sets one timer', () => {
    const { state, open, messages } = planned();
    const pending = [...mapValues(state.pending)];
    assert.deepEqual(
      pending.map((command) => [command.type, 'at' in command && command.at]),
      [['set-timer', AT]],
    );
    assert.deepEqual([open, messages], [[], ['planned for 1970-01-01T01:00:00.000Z']]);
  });

  it('starts once at its planned time and counts its timeout from then', () => {
    const player = planned().send(rings(AT));
    assert.deepEqual(player.open, ['1']);
    player.send(rings(AT));
    assert.deepEqual(player.open, ['1']);
    const timeout = player.commands.find(
      (command) => command.type === 'set-timer' && command.purpose === 'timeout',
    );
    assert.equal(timeout?.type === 'set-timer' && timeout.at, AT + 9000);
    assert.deepEqual(player.endAll(), ['1', '2']);
    assert.equal(player.status, 'succeeded');
  });

  it('logs why it starts late', () => {
    assert.equal(
      planned().send(rings(AT + 7000)).messages[1],
      'begins 7 s after its planned time: the coordinator was not running',
    );
    assert.match(planned().send(rings(AT + 7000, 'it waited')).messages[1] ?? '', /: it waited$/);
  });

  it('can be stopped before its start', () => {
    const player = planned().send({ type: 'abort-requested', time: 5000, user: 'bob' });
    assert.deepEqual([player.status, player.send(rings(AT)).open], ['aborted', []]);
    assert.equal(player.state.pending.size, 0);
  });
});
