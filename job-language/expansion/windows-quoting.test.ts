import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quoteForFamily, shellFamilyOf } from './shell-family.ts';
import { quoteForCmd, quoteForPowerShell } from './windows-quoting.ts';

describe('quoting for Windows', () => {
  it('leaves plain values unquoted for cmd, and quotes all others', () => {
    assert.equal(quoteForCmd('C:\\logs\\a_1.txt'), 'C:\\logs\\a_1.txt');
    assert.equal(quoteForPowerShell("it's"), "'it''s'");
    assert.equal(quoteForCmd('a b'), '^"a b^"');
  });

  it('refuses values that no command line can contain', () => {
    assert.equal(quoteForCmd('a\nb'), undefined);
    assert.equal(quoteForPowerShell('\0'), undefined);
    assert.equal(quoteForFamily('unix', '\0'), undefined);
  });

  it('selects the shell by the attributes of a node', () => {
    assert.equal(shellFamilyOf({}), 'unix');
    assert.equal(shellFamilyOf({ osFamily: 'Windows' }), 'cmd');
    assert.equal(
      shellFamilyOf({ osFamily: 'windows', 'shell-escaping-interpreter': 'powershell' }),
      'powershell',
    );
    assert.equal(shellFamilyOf({ osFamily: 'windows', 'shell-escaping-interpreter': '/bin/bash' }), 'unix');
    assert.equal(shellFamilyOf({ 'shell-escaping-interpreter': 'C:\\Windows\\cmd.exe /c' }), 'cmd');
  });

  it('passes each argument unchanged through cmd, and lets no value act as an operator', () => {
    fc.assert(
      fc.property(fc.array(oneLine(), { minLength: 1 }), (values) => {
        const line = values.map((each) => quoteForCmd(each)).join(' ');
        assert.deepEqual(splitAsProgram(readByCmd(line)), values);
      }),
    );
  });

  it('returns a literal string for PowerShell', () => {
    fc.assert(
      fc.property(value(), (each) => {
        const written = quoteForPowerShell(each) ?? '';
        assert.equal(readByPowerShell(written), each);
      }),
    );
  });
});

function value(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
    fc.stringMatching(/^["'\\%^&|<>() !aPATH\u2018\u201B]{0,14}$/),
  );
}

function oneLine(): fc.Arbitrary<string> {
  return value().map((text) => text.replace(/[\r\n]/g, ' '));
}

/** Splits arguments after the program's name, as `CommandLineToArgvW` does. */
function splitAsProgram(line: string): string[] {
  const found: string[] = [];
  let current: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const run = /^\\*/.exec(line.slice(at))?.[0] ?? '';
    const after = line.charAt(at + run.length);
    if (run !== '' && after === '"') {
      current = (current ?? '') + '\\'.repeat(run.length >> 1);
      at += run.length;
      if (run.length % 2 === 1) current += '"';
      else quoted = !quoted;
    } else if (line.charAt(at) === '"') {
      current ??= '';
      quoted = !quoted;
    } else if (!quoted && /[ \t]/.test(line.charAt(at))) {
      if (current !== undefined) found.push(current);
      current = undefined;
    } else {
      current = (current ?? '') + line.charAt(at);
    }
  }
  return current === undefined ? found : [...found, current];
}

/** Matches the references to variables. Counts every variable as defined, except for names with a caret. */
const VARIABLE = /%([^%^]+)%/g;

/**
 * Reads a line as `cmd` does: percent expansion, then quotes and carets. Fails at an operator outside of
 * quotes and carets.
 */
function readByCmd(line: string): string {
  let text = '';
  let quoted = false;
  const expanded = line.replace(VARIABLE, 'EXPANDED');
  for (let at = 0; at < expanded.length; at += 1) {
    const character = expanded.charAt(at);
    if (character === '^' && !quoted) {
      at += 1;
      text += expanded.charAt(at);
      continue;
    }
    if (character === '"') quoted = !quoted;
    assert.ok(quoted || !/[&|<>()]/.test(character), `an operator in ${line}`);
    text += character;
  }
  return text;
}

function readByPowerShell(word: string): string {
  assert.match(word, /^'(?:[^'\u2018-\u201B]|['\u2018-\u201B]{2})*'$/s);
  return word.slice(1, -1).replace(/(['\u2018-\u201B])['\u2018-\u201B]/g, '$1');
}
