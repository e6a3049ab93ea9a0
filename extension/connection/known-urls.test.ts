import assert from 'node:assert/strict';
import { withUrl } from './known-urls.ts';

describe('withUrl', () => {
  it('moves a chosen URL to the front, and drops the oldest beyond 50', () => {
    assert.deepEqual(withUrl(['a', 'b', 'c'], 'b'), ['b', 'a', 'c']);
    const many = Array.from({ length: 50 }, (_, index) => `u${index}`);
    const after = withUrl(many, 'new');
    assert.equal(after.length, 50);
    assert.deepEqual([after[0], after.at(-1)], ['new', 'u48']);
  });
});
