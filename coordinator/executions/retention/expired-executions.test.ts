import assert from 'node:assert/strict';
import { ExpiredExecutions } from './expired-executions.ts';
import type { RetentionLimits } from './retention-limits.ts';

/** Ends of executions, newest first, and the size of each. */
const ENDED = [900, 800, 300, 200, 100];

function expiries(limits: RetentionLimits, bytes = 10) {
  const expired = new ExpiredExecutions(limits, 1000);
  return ENDED.map((endedAt) => expired.next({ endedAt }, bytes) ?? 'kept');
}

describe('ExpiredExecutions', () => {
  it('contain the executions that ended too long ago', () => {
    assert.deepEqual(expiries({ age: 700, minimum: 0 }), ['kept', 'kept', 'kept', 'age', 'age']);
  });

  it('contain the oldest executions beyond a maximum number', () => {
    assert.deepEqual(expiries({ count: 4, minimum: 0 }), ['kept', 'kept', 'kept', 'kept', 'count']);
  });

  it('contain the oldest executions beyond a total size, even a single large one', () => {
    assert.deepEqual(expiries({ bytes: 30, minimum: 0 }), ['kept', 'kept', 'kept', 'size', 'size']);
    assert.deepEqual(expiries({ bytes: 5, minimum: 0 }), ['size', 'size', 'size', 'size', 'size']);
  });

  it('exclude the newest executions up to the configured minimum', () => {
    const limits = { age: 1, count: 1, bytes: 1, minimum: 3 };
    assert.deepEqual(expiries(limits), ['kept', 'kept', 'kept', 'age', 'age']);
  });

  it('contain nothing without limits', () => {
    assert.deepEqual(expiries({ minimum: 0 }), Array(5).fill('kept'));
  });

  it('count open executions towards the maximum number, but not towards the maximum age', () => {
    const expired = new ExpiredExecutions({ age: 1, count: 1, minimum: 0 }, 1000);
    assert.equal(expired.next({ endedAt: undefined }, 0), undefined);
    assert.equal(expired.next({ endedAt: undefined }, 0), 'count');
  });
});
