import assert from 'node:assert/strict';
import { durationSeconds, unknownUnits } from './duration.ts';

describe('a timeout', () => {
  it('is the sum of its amounts, in seconds', () => {
    assert.equal(durationSeconds('120'), 120);
    assert.equal(durationSeconds('6h 30m'), 23_400);
    assert.equal(durationSeconds('1d2h3m15s'), 93_795);
    assert.equal(durationSeconds('1w'), 604_800);
    assert.equal(durationSeconds('0'), 0);
  });

  it('ignores amounts with an unknown unit', () => {
    assert.equal(durationSeconds('5x 3m'), 180);
    assert.deepEqual(unknownUnits('5x 3m'), ['x']);
  });

  it('is undefined without an amount', () => {
    assert.equal(durationSeconds('soon'), undefined);
  });
});
