import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import { ExecutionId } from '../../../protocol/ids.ts';
import { ManualClock } from '../../dispatch/testing/manual-clock.ts';
import type { SetTimer } from '../../engine/events/commands.ts';
import { ExecutionTimers } from './execution-timers.ts';

const DAY = 86_400_000;
const ID = ExecutionId.parse(17);

describe('ExecutionTimers', () => {
  let clock: ManualClock;
  let fired: number[];
  let timers: ExecutionTimers;
  const timer = (sequence: number, delay: number): SetTimer => ({
    type: 'set-timer',
    sequence,
    purpose: 'timeout',
    at: clock.epoch() + delay,
  });
  beforeEach(() => {
    clock = new ManualClock();
    fired = [];
    timers = new ExecutionTimers(clock, (_, { sequence }) => fired.push(sequence));
  });

  it('fire once at their time, even if set twice, and immediately if that time has passed', () => {
    timers.set(ID, timer(1, 1000));
    timers.set(ID, timer(1, 1000));
    timers.set(ID, timer(2, -5));
    clock.advance(999);
    assert.deepEqual(fired, [2]);
    clock.advance(1);
    assert.deepEqual(fired, [2, 1]);
  });

  it('do not fire after they are cleared', () => {
    timers.set(ID, timer(1, 1000));
    timers.clear(ID, 1);
    clock.advance(2000);
    assert.deepEqual(fired, []);
  });

  it('can be set for longer than the maximum delay of the platform', () => {
    timers.set(ID, timer(1, 60 * DAY));
    clock.advance(60 * DAY - 1);
    assert.deepEqual(fired, []);
    clock.advance(1);
    assert.deepEqual(fired, [1]);
  });
});
