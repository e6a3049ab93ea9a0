import assert from 'node:assert/strict';
import { namesText, stepPlace } from './display-text.ts';

describe('stepPlace', () => {
  it('returns the node separately from the place', () => {
    assert.deepEqual(stepPlace('2e'), { place: '2e', node: undefined });
    assert.deepEqual(stepPlace('3@node=web1/1'), { place: '3/1', node: 'web1' });
    assert.deepEqual(stepPlace('3/2@node=web-1.lab/1e'), { place: '3/2/1e', node: 'web-1.lab' });
  });
});

describe('namesText', () => {
  it('lists the first names and counts the others', () => {
    assert.equal(namesText(['a', 'b']), 'a, b');
    assert.equal(namesText(['a', 'b', 'c', 'd', 'e', 'f', 'g']), 'a, b, c, d, e and 2 more');
    assert.equal(namesText(['a', 'b', 'c'], 2), 'a, b and 1 more');
  });
});
