import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { compareValues } from './compare-values.ts';

describe('compareValues', () => {
  it('compares strings exactly', () => {
    assert.equal(compareValues('a', '==', 'a'), true);
    assert.equal(compareValues('a', '==', 'A'), false);
    assert.equal(compareValues('a', '!=', 'A'), true);
    assert.equal(compareValues('abc', 'contains', 'b'), true);
  });

  it('treats every non-empty string as existing', () => {
    assert.deepEqual([compareValues('0', 'exists', ''), compareValues('', 'exists', '')], [true, false]);
    assert.deepEqual(
      [compareValues('0', 'not exists', ''), compareValues('', 'not exists', '')],
      [false, true],
    );
  });

  it('orders strings by the numbers at their start, and counts other strings as 0', () => {
    assert.equal(compareValues('10', '>', '9'), true);
    assert.equal(compareValues('1.5', '<=', '1.5'), true);
    assert.equal(compareValues('5 GB', '>', '4.9 GB'), true);
    assert.equal(compareValues('-1.x', '<', 'x'), true);
    assert.equal(compareValues('b', '>', 'a'), false);
    assert.equal(compareValues('b', '>=', 'a'), true);
    assert.equal(compareValues('', '>=', '0'), true);
    assert.equal(compareValues('0x10', '<', '1'), true);
    assert.equal(compareValues('7\n8', '<=', '0'), true);
  });

  it('matches a pattern against the whole string, without backtracking', () => {
    assert.equal(compareValues('v1.2', 'matches', 'v\\d+\\.\\d+'), true);
    assert.equal(compareValues('v1.2-x', '=~', 'v\\d+\\.\\d+'), false);
    assert.equal(compareValues('v1.2-x', '!~', 'v\\d+\\.\\d+'), true);
    assert.equal(compareValues('a'.repeat(10_000), 'matches', '(a+)+b'), false);
  });

  it('reports the problem of a pattern', () => {
    assert.match(String(compareValues('a', 'matches', '(')), /is not a pattern/);
    assert.match(String(compareValues('a', 'matches', '(?=a)a')), /uses look-around or back-references/);
  });
});
