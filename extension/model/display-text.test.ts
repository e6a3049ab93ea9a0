import assert from 'node:assert/strict';
import { namesText, stepPlace } from './display-text.ts';

describe('the place of a step', () => {
  it('is told without what tells runs for different nodes apart', () => {
    assert.deepEqual(stepPlace('2e'), { place: '2e', node: undefined });
    assert.deepEqual(stepPlace('3@node=web1/1'), { place: '3/1', node: 'web1' });
    assert.deepEqual(stepPlace('3/2@node=web-1.lab/1e'), { place: '3/2/1e', node: 'web-1.lab' });
  });
});

describe('names', () => {
  it('are as many as there is place for, and the number of the others', () => {
    assert.equal(namesText(['a', 'b']), 'a, b');
    assert.equal(namesText(['a', 'b', 'c', 'd', 'e', 'f', 'g']), 'a, b, c, d, e and 2 more');
    assert.equal(namesText(['a', 'b', 'c'], 2), 'a, b and 1 more');
  });
});
