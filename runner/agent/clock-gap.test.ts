import assert from 'node:assert/strict';
import { gapBetween } from './clock-gap.ts';

describe('a gap in a process’s own time', () => {
  const before = { monotonic: 1000, wall: 50_000 };

  it('is none while it ticks', () => {
    assert.equal(gapBetween(before, { monotonic: 2000, wall: 51_000 }), 0);
  });

  it('is how long the process was stopped', () => {
    assert.equal(gapBetween(before, { monotonic: 62_000, wall: 111_000 }), 60_000);
  });

  it('is how long the machine slept, though the monotonic clock slept too', () => {
    assert.equal(gapBetween(before, { monotonic: 2000, wall: 3_651_000 }), 3_600_000);
  });

  it('is none when the clock is set back', () => {
    assert.equal(gapBetween(before, { monotonic: 2000, wall: 1000 }), 0);
  });
});
