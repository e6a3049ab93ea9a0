import assert from 'node:assert/strict';
import { sourceTexts } from './source-texts.ts';

const IMPORT = "import * as l10n from '@vscode/l10n';\n";
const read = (code: string) => sourceTexts('extension/a.ts', IMPORT + code);
const onlyProblem = (code: string) => {
  const { problems } = read(code);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  return problems[0] ?? '';
};

describe('sourceTexts', () => {
  it('returns literal texts with their lines', () => {
    const { texts, problems } = read('l10n.t("Run");\nl10n.t(`Run {0}`, name);\n');
    assert.deepEqual(problems, []);
    assert.deepEqual(
      texts.map(({ key, line }) => [key, line]),
      [
        ['Run', 2],
        ['Run {0}', 3],
      ],
    );
  });

  it('returns the key that the library uses for a text with a comment', () => {
    const { texts } = read("l10n.t({ message: 'Run {0}', args: [name], comment: 'noun' });");
    assert.deepEqual(
      texts.map(({ key, message }) => [key, message]),
      [['Run {0}/noun', 'Run {0}']],
    );
  });

  it('ignores other functions', () => {
    assert.deepEqual(sourceTexts('extension/a.ts', 't("Run"); other.t("Run"); // l10n'), {
      texts: [],
      problems: [],
    });
  });

  it('refuses texts that are not literals', () => {
    for (const code of ['l10n.t(text)', 'l10n.t(`Run ${name}`)', 'l10n.t("a" + "b")', 'l10n.t({ message })'])
      assert.match(onlyProblem(code), /^extension\/a\.ts:2: the text of l10n\.t must be a literal$/);
    assert.match(onlyProblem('l10n.t`Run ${name}`'), /not a template/);
  });

  it('refuses values that do not match the placeholders', () => {
    for (const code of ['l10n.t("Run {0}")', 'l10n.t("Run", name)', 'l10n.t("Run {1}", name)'])
      assert.match(onlyProblem(code), /other placeholders/);
    assert.deepEqual(read('l10n.t("Run {0}", ...names); l10n.t("Run {name}", { name });').problems, []);
  });

  it('refuses a named import of `t`, whose calls would not be found', () => {
    const { problems } = sourceTexts('extension/a.ts', "import { t } from '@vscode/l10n';");
    assert.match(problems[0] ?? '', /write import \* as l10n/);
  });
});
