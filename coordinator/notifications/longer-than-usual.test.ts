import assert from 'node:assert/strict';
import { unusualDuration } from './longer-than-usual.ts';

describe('the duration at which an execution takes longer than usual', () => {
  for (const [threshold, average, expected] of [
    ['', 10_000, 10_000],
    ['20%', 10_000, 12_000],
    ['+30', 10_000, 40_000],
    ['+1m', 10_000, 70_000],
    ['30s', 10_000, 30_000],
    ['30', 10_000, 30_000],
    ['30s', undefined, 30_000],
    ['20%', undefined, undefined],
    ['+30', undefined, undefined],
    ['', undefined, undefined],
  ] as const) {
    it(`is ${expected} ms for "${threshold}" and an average of ${average} ms`, () => {
      assert.equal(unusualDuration(threshold, average), expected);
    });
  }
});
