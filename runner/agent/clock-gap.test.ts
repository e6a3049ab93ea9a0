import assert from 'node:assert/strict';
import { gapBetween } from './clock-gap.ts';

describe('a gap in the running time of a process', () => {
  const before = { monotonic: 1000, wall: 50_000 };

  it('is zero if the ticks are on time', () => {
    assert.equal(gapBetween(before, { monotonic: 2000, wall: 51_000 }), 0);
  });

  it('equals the time for which the process was stopped', () => {
    assert.equal(gapBetween(before, { monotonic: 62_000, wall: 111_000 }), 60_000);
  });

  it('equals the time for which the machine slept, even if the monotonic clock stopped too', () => {
    assert.equal(gapBetween(before, { monotonic: 2000, wall: 3_651_000 }), 3_600_000);
  });

  it('is zero if the clock is set back', () => {
    assert.equal(gapBetween(before, { monotonic: 2000, wall: 1000 }), 0);
  });
});
