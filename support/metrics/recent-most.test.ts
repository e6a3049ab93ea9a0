import assert from 'node:assert/strict';
import { RecentMost } from './recent-most.ts';

describe('RecentMost', () => {
  let now: number;
  let most: RecentMost;

  beforeEach(() => {
    now = 1000;
    most = new RecentMost(() => now);
  });

  it('forgets a value after one to two minutes', () => {
    now += 59_000;
    most.observe(7);
    now += 60_000;
    assert.equal(most.value, 7);
    now += 1000;
    assert.equal(most.value, 0);
  });

  it('returns a smaller, later value once the larger one has expired', () => {
    most.observe(7);
    now += 60_000;
    most.observe(3);
    assert.equal(most.value, 7);
    now += 60_000;
    assert.equal(most.value, 3);
  });

  it('returns zero after two minutes without a value', () => {
    most.observe(7);
    now += 3_600_000;
    assert.equal(most.value, 0);
  });
});
