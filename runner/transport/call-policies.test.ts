import assert from 'node:assert/strict';
import fc from 'fast-check';
import { backoffMilliseconds, CALL_POLICIES } from './call-policies.ts';

describe('backing off', () => {
  it('waits a random time up to a bound that doubles, and never more than its cap', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), random, (attempt, value) => {
        for (const { backoff } of Object.values(CALL_POLICIES)) {
          const wait = backoffMilliseconds(backoff, attempt, value);
          assert.ok(wait >= 0 && wait <= Math.min(backoff.cap, backoff.base * 2 ** attempt));
        }
      }),
    );
  });

  it('begins within a moment, so that a short cut is soon over', () => {
    assert.ok(backoffMilliseconds(CALL_POLICIES.poll.backoff, 0, 0.999) <= 100);
  });
});
