import assert from 'node:assert/strict';
import { accessPattern } from './access-pattern.ts';

describe('accessPattern', () => {
  it('matches whole texts, and texts that equal the pattern', () => {
    for (const [pattern, text, expected] of [
      ['deploy', 'deploy', true],
      ['deploy', 'deploy2', false],
      ['.*', '', true],
      ['.*', 'a\nb', false],
      ['a.c', 'abc', true],
      ['a.c', 'xabc', false],
      ['bob|sam', 'sam', true],
      ['bob|sam', 'bobsam', false],
      ['[a-', '[a-', true],
      ['a+b', 'a+b', true],
    ] as const)
      assert.equal(accessPattern(pattern, false)(text), expected, `${pattern} with ${text}`);
  });

  it('returns the given answer for patterns that are invalid, need backtracking or are too large', () => {
    for (const pattern of ['[a-', '(?=a).*', '(a)\\1', '(a{99}){100}', `${'(a|b)'.repeat(60)}`])
      for (const undecided of [true, false])
        assert.equal(accessPattern(pattern, undecided)('ab'), undecided, pattern);
  });

  it('returns the given answer for a text that is too long', () => {
    for (const undecided of [true, false])
      assert.equal(accessPattern('a*', undecided)('a'.repeat(5_000)), undecided);
  });

  it('decides patterns that make a backtracking engine exponential within ten seconds', () => {
    const started = performance.now();
    for (const pattern of ['(a+)+b', '(a|a)*c', '(a*)*d', '((a+)+)+e', '(a{0,20}){0,20}f'])
      assert.equal(accessPattern(pattern, true)('a'.repeat(4_000)), false, pattern);
    assert.ok(performance.now() - started < 10_000);
  });
});
