import assert from 'node:assert/strict';
import { followDelay } from './follow-delay.ts';

describe('followDelay', () => {
  it('grows with the size of the document', () => {
    assert.equal(followDelay({ characters: 0, failures: 0 }), 1000);
    assert.equal(followDelay({ characters: 4 * 1024 * 1024, failures: 0 }), 2000);
  });

  it('doubles with each failed read in a row, up to 15 s', () => {
    const delays = [1, 2, 3, 20, 5000].map((failures) => followDelay({ characters: 0, failures }));
    assert.deepEqual(delays, [2000, 4000, 8000, 15_000, 15_000]);
    assert.equal(followDelay({ characters: 4 * 1024 * 1024, failures: 1 }), 4000);
  });
});
