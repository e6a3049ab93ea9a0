import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { backoffMilliseconds, DEFAULT_BACKOFF, retryMilliseconds } from './call-policies.ts';

describe('the backoff', () => {
  it('is at least 0 and at most a limit that doubles up to a maximum', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), random, (attempt, value) => {
        const { base, cap } = DEFAULT_BACKOFF;
        const wait = backoffMilliseconds(DEFAULT_BACKOFF, attempt, value);
        assert.ok(wait >= 0 && wait <= Math.min(cap, base * 2 ** attempt));
      }),
    );
  });

  it('starts with a wait of at most 100 ms', () => {
    assert.ok(backoffMilliseconds(DEFAULT_BACKOFF, 0, 0.999) <= 100);
  });

  it('is as long as a 429 requests, plus up to half of that, while other errors cannot request a wait', () => {
    const error = new OutrunnerError('too-many-requests', { what: 'sign-ins', limit: 64, seconds: 60 });
    assert.equal(retryMilliseconds(error, DEFAULT_BACKOFF, 0, 0), 60_000);
    assert.equal(retryMilliseconds(error, DEFAULT_BACKOFF, 0, 0.5), 75_000);
    const passing = new OutrunnerError('storage-busy', { what: 'results', seconds: 60 });
    assert.ok(retryMilliseconds(passing, DEFAULT_BACKOFF, 0, 0.5) <= 100);
  });
});
