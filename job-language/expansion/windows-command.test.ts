import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OperationValues } from '../../protocol/runner/operation-values.ts';
import { expandOperation } from './expand-operation.ts';
import { expandWindowsCommand, type WindowsFamily } from './windows-command.ts';
import { windowsRemoveCommand, windowsScriptLine } from './windows-script.ts';

const expand = (family: WindowsFamily, template: string, value: string) =>
  expandWindowsCommand(template, ({ key }) => (key === 'v' ? value : undefined), family);

describe('the expansion of a command for Windows', () => {
  for (const [what, family, template, value, text] of [
    ['a plain word', 'cmd', 'echo ${option.v}', 'web-1', 'echo web-1'],
    ['a word with blanks', 'cmd', 'echo ${option.v}', 'a b', 'echo ^"a b^"'],
    ['a percent sign', 'cmd', 'echo ${option.v}', '%PATH%', 'echo ^"^%PATH^%^"'],
    ['an operator', 'cmd', 'echo ${option.v}', 'a&del', 'echo ^"a^&del^"'],
    ['a value in quotes', 'cmd', 'echo "in ${option.v} out"', 'a & b', 'echo "in a & b out"'],
    ['a folder in quotes', 'cmd', 'dir "C:\\x\\${option.v}"', 'a b\\', 'dir "C:\\x\\a b\\\\"'],
    ['no value', 'cmd', 'echo ${option.x}.', 'a', 'echo .'],
    ['an unquoted reference unchanged', 'cmd', 'echo ${unquotedoption.v}', 'a & b', 'echo a & b'],
    ['a plain word', 'powershell', 'echo ${option.v}', 'web', "echo 'web'"],
    ['a quote', 'powershell', 'echo ${option.v}', "it's", "echo 'it''s'"],
    [
      'a typographic quote',
      'powershell',
      "echo 'a ${option.v}'",
      'x\u2019; rm',
      "echo 'a x\u2019\u2019; rm'",
    ],
    ['a value in a string', 'powershell', 'echo "a ${option.v}"', '$(rm) "`', 'echo "a `$(rm) `"``"'],
  ] as const) {
    it(`writes ${what} for ${family}`, () => {
      assert.deepEqual(expand(family, template, value), { text });
    });
  }

  for (const [what, family, template, value, why] of [
    ['a line break', 'cmd', 'echo ${option.v}', 'a\nb', /line break/],
    ['a percent sign in quotes', 'cmd', 'echo "${option.v}"', '%PATH%', /quote or a percent/],
    ['a place behind a caret', 'cmd', 'echo ^${option.v}', 'a', /caret/],
    ['a place behind a backtick', 'powershell', 'echo `${option.v}', 'a', /backtick/],
    ['a place in a substitution', 'powershell', 'echo "$(f ${option.v})"', 'a', /\$\(…\) in a string/],
    ['a place in a here-string', 'powershell', "@'\n${option.v}\n'@", 'a', /here-string/],
    ['the beginning of a word', 'powershell', 'echo ${option.v}.log', 'a', /longer word/],
    ['a NUL', 'powershell', 'echo ${option.v}', 'a\0', /NUL/],
  ] as const) {
    it(`refuses ${what} for ${family}`, () => {
      const expanded = expand(family, template, value);
      assert.match('refused' in expanded ? expanded.refused : expanded.text, why);
    });
  }

  it('keeps random values within a PowerShell string', () => {
    const value = fc.string({
      unit: fc.constantFrom('"', "'", '`', '$', '(', '\u2019', '\u201D', 'a', ' ', ';'),
    });
    fc.assert(
      fc.property(value, (text) => {
        const single = expand('powershell', "echo '${option.v}'", text);
        assert.ok('text' in single);
        assert.equal(single.text.slice(6, -1).replace(/(['\u2018-\u201B])\1/g, '$1'), text);
        assert.doesNotMatch(
          single.text.slice(6, -1).replace(/(['\u2018-\u201B])\1/g, ''),
          /['\u2018-\u201B]/,
        );
        const double = expand('powershell', 'echo "${option.v}"', text);
        assert.ok('text' in double);
        assert.doesNotMatch(double.text.slice(6, -1).replace(/`./g, ''), /["$`\u201C-\u201E]/);
      }),
    );
  });
});

describe('a script on Windows', () => {
  const values: OperationValues = { option: { v: 'a b' }, secureOption: [], job: {} };
  const line = (family: WindowsFamily, more: object = {}) => {
    const template = {
      kind: 'script',
      script: 'echo @option.v@',
      args: '${option.v}',
      pty: false,
      ...more,
    } as const;
    const script = expandOperation(template, values, {}, undefined, family);
    assert.ok(script.kind === 'script');
    return windowsScriptLine(script, `C:\\T\\1${script.extension}`, family);
  };

  it('is run by its shell or its interpreter', () => {
    assert.equal(line('cmd'), 'C:\\T\\1.bat ^"a b^"');
    assert.match(
      line('cmd', { fileExtension: 'ps1' }) ?? '',
      /^powershell\.exe .*-File C:\\T\\1\.ps1 \^"a b\^"$/,
    );
    assert.equal(
      line('cmd', { interpreter: 'python -u', fileExtension: 'py' }),
      'python -u C:\\T\\1.py ^"a b^"',
    );
    assert.equal(line('powershell', { fileExtension: '.bat' }), "& 'C:\\T\\1.bat' 'a b'; exit $LASTEXITCODE");
  });

  it('is removed by a command of its shell', () => {
    assert.equal(windowsRemoveCommand('C:\\T T\\1.bat', 'cmd'), 'del /f /q ^"C:\\T T\\1.bat^"');
    assert.equal(
      windowsRemoveCommand('C:\\T\\1.ps1', 'powershell'),
      "Remove-Item -Force -LiteralPath 'C:\\T\\1.ps1'",
    );
  });
});
