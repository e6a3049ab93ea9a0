import assert from 'node:assert/strict';
import { brokenHouseRules } from './house-rules.ts';

const onlyRule = (file: string, text: string) => {
  const problems = brokenHouseRules(file, text);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  return problems[0] ?? '';
};

describe('the house rules', () => {
  it('accept a short, well-named file', () => {
    assert.deepEqual(brokenHouseRules('runner/poll.ts', 'export const a = 1;\n'), []);
    assert.deepEqual(brokenHouseRules('runner/poll.ts', '//\n'.repeat(350)), []);
  });

  it('refuse a file that is too long', () => {
    assert.match(onlyRule('runner/poll.ts', '//\n'.repeat(351)), /351 lines, at most 350/);
  });

  it('refuse a file name without meaning', () => {
    for (const name of ['utils.ts', 'helper.ts', 'common.mjs', 'helpers.test.ts']) {
      assert.match(onlyRule(`runner/${name}`, ''), /name it/);
    }
  });

  it('refuse comments that promise work', () => {
    for (const word of ['TO' + 'DO', 'FIX' + 'ME'])
      assert.match(onlyRule('a.ts', `\n// ${word}: later\n`), /^a\.ts:2: do it/);
  });

  it('refuse promises of work in every kind of comment, but not in data', () => {
    const word = 'XX' + 'X';
    for (const line of [`const a = 1; // ${word}`, ` * ${word}`, `# ${word}`, `<!-- ${word} -->`])
      assert.match(onlyRule('a.ts', line), /do it/);
    assert.deepEqual(brokenHouseRules('a.ts', `['\${DATE:X ${word} z}', '01 +01:00']`), []);
  });

  it('refuse comments that silence the compiler', () => {
    assert.match(onlyRule('a.ts', `// @ts-${'ignore'}\n`), /fix what the compiler/);
  });
});
