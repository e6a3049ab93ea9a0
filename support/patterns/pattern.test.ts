import assert from 'node:assert/strict';
import { isSupportError } from '../errors/support-error.ts';
import { readPattern } from './pattern.ts';
import { createPatternRunner, type RunnablePattern } from './pattern-runner.ts';

describe('a pattern', () => {
  const runner = createPatternRunner();
  after(() => runner.close());

  const runnable = (pattern: string): RunnablePattern => {
    const read = readPattern(pattern);
    assert.ok(read.engine !== 'none', `${pattern}: ${JSON.stringify(read)}`);
    return read;
  };

  for (const [pattern, engine, yes, no] of [
    ['[0-9]{1,3}', 'linear', ['42'], ['1234', '', '4\n']],
    ['\\p{Alpha}[\\p{Digit}_]+', 'linear', ['a1_'], ['ä1']],
    ['(?i)abc', 'linear', ['aBC'], ['abd']],
    ['a|ab', 'linear', ['ab'], ['abb']],
    ['\\p{L}+\\P{Digit}', 'linear', ['äö_'], ['a1']],
    ['[]a]+\\Q[(\\E', 'linear', [']a[('], ['[(']],
    ['(?!x)[a-z]+', 'javascript', ['yx'], ['xy', 'Y']],
    ['(?<=a)b', 'javascript', [], ['b']],
    ['a(?=\\d{2}$)..', 'javascript', ['a12'], ['a1x']],
    ['(a|b)\\1', 'javascript', ['aa', 'bb'], ['ab']],
    ['(?<q>[\'"]).*\\k<q>', 'javascript', ['"x"'], ['"x\'']],
    ['(a)(b)\\23', 'javascript', ['abb3'], ['abb']],
    ['[a-z&&[^b]]+', 'javascript', ['acz'], ['abz']],
    ['[a-c[x-z]]+', 'javascript', ['axz'], ['d']],
    ['[\\w&&[^\\d_]]+', 'javascript', ['abc'], ['a1', '_']],
    ['(?=.)\\p{Punct}+', 'javascript', ['!~[]'], ['a', '€']],
    ['(?=.)\\p{IsLatin}\\p{Lu}\\pL\\p{IsAlphabetic}', 'javascript', ['éÉéЖ'], ['ЖÉéЖ']],
    ['(?=.)\\h\\R\\v\\e\\x41\\u0042\\x{43}\\0104\\cI', 'javascript', ['\u00a0\r\n\u000b\u001bABCD\t'], ['x']],
    ['(?=.)\\Qa.b\\E\\.\\-\\_\\@[\\Q]-[\\E]+', 'javascript', ['a.b.-_@]-['], ['axb.-_@]']],
    ['(?i)(?=a)aBc', 'javascript', ['AbC'], ['xbc']],
    ['(?s)(?=a)a.b', 'javascript', ['a\nb'], ['ab']],
    ['(?=a)a.b', 'javascript', ['a\u2027b'], ['a\nb', 'a\u0085b']],
    ['(?=a)a(?s:.)b', 'javascript', ['a\nb'], []],
    ['(?m)(?=a)a\\n^b$\\nc', 'javascript', ['a\nb\nc'], ['a\nbc']],
    ['(?=a)a}]', 'javascript', ['a}]'], []],
    ['[]a]+(?!b)', 'javascript', [']a'], []],
    ['(?=a)[^\\]a-c]?a-[-x]', 'javascript', ['a--', 'a-x'], ['b-x']],
  ] as const) {
    it(`${pattern} matches on the ${engine} engine as in Java`, async () => {
      const read = runnable(pattern);
      assert.equal(read.engine, engine);
      for (const text of yes) assert.ok(await runner.matches(read, text), text);
      for (const text of no) assert.ok(!(await runner.matches(read, text)), text);
    });
  }

  it('finds the same matches and groups on both engines', async () => {
    for (const pattern of ['(\\w)=(\\d+)|(x)', '(?=.)(\\w)=(\\d+)|(x)']) {
      const read = runnable(pattern);
      assert.equal(read.groupCount, 3);
      const found = await runner.findAll(read, 'é a=12 x');
      assert.deepEqual(found, [
        {
          text: 'a=12',
          start: 2,
          end: 6,
          groups: [{ text: 'a', start: 2, end: 3 }, { text: '12', start: 4, end: 6 }, undefined],
        },
        { text: 'x', start: 7, end: 8, groups: [undefined, undefined, { text: 'x', start: 7, end: 8 }] },
      ]);
    }
  });

  it('is refused with the reason if neither engine interprets the pattern as Java does', () => {
    for (const [pattern, problem] of [
      ['(a', /missing closing \)/],
      ['a++', /possessive/],
      ['(?>a)', /group of this kind/],
      ['a(?i)(?=b)', /ignoring case in a part/],
      ['(?x)(?=a) a', /flag "x"/],
      ['(?U)a+', /flag "U"/],
      ['(?=a)\\p{InGreek}', /InGreek/],
      ['\\N{LATIN}(?=a)', /\\N/],
      ['a'.repeat(10_001), /10000 characters/],
    ] as const) {
      const read = readPattern(pattern);
      assert.ok(read.engine === 'none', pattern);
      assert.match(read.problem, problem);
    }
  });

  it('is refused in time linear in its length if one of its classes does not end', () => {
    // An engine that backtracks over these escapes takes longer than the time limit of a test.
    const read = readPattern(`(?=a)[${'\\.'.repeat(33)}`);
    assert.ok(read.engine === 'none');
    assert.match(read.problem, /class that does not end/);
  });

  it('is refused if its classes are nested deeper than 100', async () => {
    assert.ok(await runner.matches(runnable(`${'['.repeat(100)}a${']'.repeat(100)}`), 'a'));
    for (const pattern of [`${'['.repeat(101)}a${']'.repeat(101)}`, '['.repeat(9000)]) {
      const read = readPattern(pattern);
      assert.ok(read.engine === 'none');
      assert.match(read.problem, /classes nested deeper than 100/);
    }
  });

  it('is stopped when it takes too long, and the next pattern then runs', async () => {
    const slow = runnable('(?=a)(a+)+b');
    const outcomes = await Promise.allSettled([
      runner.matches(slow, 'a'.repeat(50)),
      runner.matches(runnable('(?=a)a'), 'a'),
    ]);
    const [first, second] = outcomes;
    assert.ok(first?.status === 'rejected' && isSupportError(first.reason));
    assert.equal(first.reason.code, 'pattern-too-slow');
    assert.ok(second?.status === 'fulfilled' && second.value);
  });
});
