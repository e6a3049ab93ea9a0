import assert from 'node:assert/strict';
import { matchesPathPattern } from './path-pattern.ts';

describe('a pattern of paths', () => {
  const cases: readonly (readonly [pattern: string, matching: string[], other: string[]])[] = [
    ['*.txt', ['a.txt', '.txt'], ['a.text', 'sub/a.txt']],
    ['**/*.txt', ['a.txt', 'sub/a.txt', 'a/b/c.txt'], ['a/b.c']],
    ['a?c', ['abc'], ['ac', 'abbc']],
    ['sub/**', ['sub', 'sub/a', 'sub/a/b'], ['other/a']],
    ['sub/', ['sub/a', 'sub/a/b'], ['a']],
    ['**', ['a', 'a/b'], []],
    ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['a/b', 'b/z']],
    ['./x', ['x'], ['y']],
  ];
  for (const [pattern, matching, other] of cases)
    it(`${pattern} matches paths as in Ant`, () => {
      for (const path of matching) assert.ok(matchesPathPattern(path, pattern), path);
      for (const path of other) assert.ok(!matchesPathPattern(path, pattern), path);
    });

  it('is matched in bounded time despite many wildcards', () => {
    assert.equal(matchesPathPattern('a'.repeat(2000), `${'*a'.repeat(500)}b`), false);
    assert.equal(matchesPathPattern('a/'.repeat(500), `${'**/a/'.repeat(200)}b`), false);
  });
});
