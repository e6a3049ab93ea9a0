import assert from 'node:assert/strict';
import { RecentMost } from './recent-most.ts';

describe('the largest recent value', () => {
  let now: number;
  let most: RecentMost;

  beforeEach(() => {
    now = 1000;
    most = new RecentMost(() => now);
  });

  it('is kept for one to two minutes', () => {
    now += 59_000;
    most.observe(7);
    now += 60_000;
    assert.equal(most.value, 7);
    now += 1000;
    assert.equal(most.value, 0);
  });

  it('does not hide a smaller value that came later', () => {
    most.observe(7);
    now += 60_000;
    most.observe(3);
    assert.equal(most.value, 7);
    now += 60_000;
    assert.equal(most.value, 3);
  });

  it('is zero after two minutes without a value', () => {
    most.observe(7);
    now += 3_600_000;
    assert.equal(most.value, 0);
  });
});
