import assert from 'node:assert/strict';
import { optionPattern } from './option-pattern.ts';

describe('the pattern of an option', () => {
  it('matches whole values', () => {
    assert.ok(matches('[0-9]{1,3}', '42'));
    assert.ok(!matches('[0-9]', '42'));
    assert.ok(matches('a|ab', 'ab'));
  });

  it('reads the classes of Java', () => {
    assert.ok(matches('\\p{Alpha}[\\p{Digit}_]+\\P{Digit}', 'a1_x'));
    assert.ok(matches('\\p{L}+', 'äö'));
    assert.ok(matches('[]a]+\\Q[(\\E', ']a[('));
  });

  it('refuses invalid patterns with the reason', () => {
    const refused = optionPattern('(a');
    assert.ok('problem' in refused);
    assert.match(refused.problem, /missing closing \)/);
    assert.equal(refused.unsupported, false);
  });

  it('refuses patterns that need more than linear time where a match is needed at once', () => {
    for (const pattern of ['(?=a)', '(?<!a)b', '(a)\\1', '[a-z&&[^b]]']) {
      const refused = optionPattern(pattern);
      assert.ok('problem' in refused && refused.unsupported, pattern);
    }
    assert.ok('problem' in optionPattern('a++'));
  });
});

function matches(pattern: string, value: string): boolean {
  const compiled = optionPattern(pattern);
  assert.ok('matches' in compiled, pattern);
  return compiled.matches(value);
}
