import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ownValue } from '../../support/records/own-value.ts';
import { expandCommand, unclearReferences } from './expand-command.ts';
import type { ValueLookup } from './value-lookup.ts';

const SHELLS = ['/bin/sh', '/bin/bash', '/bin/dash', '/bin/busybox'].filter((shell) => existsSync(shell));

describe('expandCommand', () => {
  const expand = (template: string, options: Record<string, string> = {}) =>
    textOf(expandCommand(template, lookup(options)));

  it('leaves all text outside of references unchanged', () => {
    const template = `a  "b" 'c'   $HOME \\n $(d) # e`;
    assert.equal(expand(template), template);
  });

  it('leaves a safe value unquoted, unless it could be an assignment', () => {
    assert.equal(
      expand('ls ${option.path}', { path: '/var/log_1,a+b%:@=.-x' }),
      "ls '/var/log_1,a+b%:@=.-x'",
    );
    assert.equal(expand('ls ${option.path}', { path: '/var/log' }), 'ls /var/log');
  });

  it('quotes an unsafe value, and writes an empty value as an empty word', () => {
    assert.equal(expand('echo ${option.x}', { x: "it's" }), "echo 'it'\\''s'");
    assert.equal(expand('echo ${option.x}', { x: '~' }), "echo '~'");
    assert.equal(expand('echo ${option.x} end', { x: '' }), "echo '' end");
  });

  it('expands a reference without a value to blank', () => {
    assert.equal(expand('echo ${option.x} ${HOME} end'), 'echo   end');
    assert.equal(expand('echo ${option.x}/bin'), "echo ''/bin");
    assert.equal(expand('echo "${option.x}"'), 'echo ""');
  });

  it('leaves other dollar expressions to the shell', () => {
    assert.equal(expand('echo ${x:-a b} ${}'), 'echo ${x:-a b} ${}');
  });

  it('adapts to the quotes that the author put around a reference', () => {
    assert.equal(expand('echo "a ${option.x}"', { x: '$(id)' }), `echo "a "'$(id)'""`);
    assert.equal(expand("echo 'a ${option.x}'", { x: "'; id; '" }), "echo 'a '\\''; id; '\\'''");
  });

  it('inserts ${unquotedoption.x} unchanged, and follows the quotes in its value', () => {
    assert.equal(expand('ls ${unquotedoption.x}', { x: '-l -a' }), 'ls -l -a');
    assert.equal(expand('${unquotedoption.x}${option.y}"', { x: 'echo "', y: '$z' }), `echo ""'$z'""`);
  });

  it('prevents a value from becoming an assignment, a reserved word or a descriptor', () => {
    assert.equal(expand('${option.x} env', { x: 'PATH=/tmp' }), "'PATH=/tmp' env");
    assert.equal(expand('${option.x} true', { x: 'if' }), "'if' true");
    assert.equal(expand('echo ${option.x}>f', { x: '2' }), "echo '2'>f");
  });

  it('inserts only integers into arithmetic', () => {
    assert.equal(expand('echo $((1+${option.x}))', { x: '-2' }), 'echo $((1+ -2 ))');
    assert.match(refusalOf('echo $((1+${option.x}))', { x: 'a[$(id)]' }), /not an integer/);
  });

  it('passes a value as a variable within a here-document', () => {
    const template = 'cat <<EOF\n${option.my-x} ${option.none}\nEOF\n';
    assert.equal(expand(template, { 'my-x': 'EOF' }), 'cat <<EOF\n${RD_OPTION_MY_X} \nEOF\n');
  });

  it('refuses a reference that cannot be quoted safely, and suggests an alternative', () => {
    for (const template of [
      'echo "`echo "${option.x}"`"',
      'echo \\${option.x}',
      'echo $${option.x}',
      "cat <<'EOF'\n${option.x}\nEOF",
      "echo $'a' ${option.x}",
      'echo `echo \\$a ${option.x}`',
      'echo "$(case a in a) echo;; esac)" ${option.x}',
    ]) {
      assert.match(refusalOf(template, { x: 'v' }), /cannot be written safely.*RD_OPTION_X/, template);
      assert.equal(unclearReferences(template).length, 1, template);
    }
  });

  for (const shell of SHELLS) {
    const flags = shell.endsWith('busybox') ? ['sh', '-c'] : ['-c'];
    const run = (text: string, environment: Record<string, string> = {}, cwd?: string) =>
      spawnSync(shell, [...flags, text], {
        env: { PATH: process.env['PATH'], ...environment },
        stdio: ['ignore', 'pipe', 'ignore'],
        cwd,
      }).stdout.toString();

    it(`passes ${shell} each value unchanged, within and outside of quotes and substitutions`, () => {
      const places = [
        ['printf %s ${option.x}', ''],
        ['printf %s a${option.x}b', 'ab'],
        ['printf %s "${option.x}"', ''],
        ['printf %s "$${option.x}"', '$'],
        ['printf %s "a b${option.x}c"', 'a bc'],
        ["printf %s 'a b${option.x}c'", 'a bc'],
        ['printf %s "a\\"b"\'"\'${option.x}"\'"', `a"b"'`],
        ['(printf %s "${option.x}") # it\'s ${option.x}', ''],
        ['printf %s "$(printf %s "${option.x}."; printf %s \')\')"', '.)'],
        ["printf %s $(:)${option.x}'('", '('],
        ["printf %s `:`'${option.x}'", ''],
        ['cat <<A; printf %s "${option.x}"\nA\n', ''],
      ] as const;
      fc.assert(
        fc.property(text(), fc.constantFrom(...places), (value, [template, around]) => {
          const output = run(textOf(expandCommand(template, lookup({ x: value }))));
          const cut = [...around].findIndex(
            (_, index) => output === around.slice(0, index) + value + around.slice(index),
          );
          assert.ok(cut !== -1 || output === around + value, `${JSON.stringify(output)} of ${template}`);
        }),
        { numRuns: 300 },
      );
    });

    it(`passes ${shell} each value unchanged within a here-document`, () => {
      fc.assert(
        fc.property(text(), (value) => {
          const expanded = expandCommand('cat <<EOF\n${option.x}\nEOF\n', lookup({ x: value }));
          assert.equal(run(textOf(expanded), { RD_OPTION_X: value }), `${value}\n`);
        }),
        { numRuns: 50 },
      );
    });

    it(`lets no value become ${shell} syntax in random templates`, () => {
      const directory = mkdtempSync(join(tmpdir(), 'outrunner-expansion-'));
      try {
        fc.assert(
          fc.property(template(), attack(), attack(), (pieces, x, y) => {
            const expanded = expandCommand(pieces.join(''), lookup({ x, y }));
            if ('refused' in expanded) return;
            run(expanded.text, { RD_OPTION_X: x, RD_OPTION_Y: y }, directory);
            const taken = existsSync(join(directory, 'taken'));
            rmSync(join(directory, 'taken'), { force: true });
            assert.ok(!taken, expanded.text);
          }),
          { numRuns: 400 },
        );
      } finally {
        rmSync(directory, { recursive: true });
      }
    });
  }
});

function lookup(options: Record<string, string>): ValueLookup {
  return (name) => (name.group === 'option' ? ownValue(options, name.key) : undefined);
}

function textOf(expanded: ReturnType<typeof expandCommand>): string {
  assert.ok('text' in expanded, JSON.stringify(expanded));
  return expanded.text;
}

function refusalOf(template: string, options: Record<string, string>): string {
  const expanded = expandCommand(template, lookup(options));
  assert.ok('refused' in expanded, template);
  return expanded.refused;
}

/** Any text that a variable or an argument can contain. */
function text(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }).filter((value) => !value.includes('\0')),
    fc.stringMatching(/^['"\\`$(){}#;&|<> \n\t*?~!a=-]{0,12}$/),
  );
}

/** Values that create the file `taken` once a part of them is read as syntax. */
function attack(): fc.Arbitrary<string> {
  const pieces = [
    "'",
    '"',
    '`',
    '\\',
    '\n',
    ';',
    '#',
    ')',
    '(',
    '}',
    '))',
    '$',
    '-',
    ' ',
    'a',
    'EOF\n',
    '\nEOF\n',
  ];
  const runs = ['>taken', '$(>taken)', '`>taken`', '\n>taken\n', ';>taken;', 'a[$(>taken)]'];
  return fc
    .array(fc.constantFrom(...pieces, ...runs), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(''));
}

/** Generates shell text with balanced and unbalanced syntax around references. */
function template(): fc.Arbitrary<string[]> {
  const reference = fc.constantFrom(
    '${option.x}',
    '${option.y}',
    ' ${option.x} ',
    '${option.none}',
    '${option.none}#',
  );
  const stray = fc.constantFrom(
    ...[
      "'",
      '"',
      '`',
      '\\',
      '$',
      '$(',
      '$((',
      ')',
      '(',
      '))',
      '#',
      ' # ',
      '\n',
      ' ',
      ';',
      '|',
      '>f ',
      '<',
      '<<',
      "$'",
    ],
    ...[
      '<<EOF\n',
      '\nEOF\n',
      '<<-EOF\n',
      "<<'EOF'\n",
      'case a in a) ',
      ';; esac',
      '$$',
      '${a:-b ',
      '}',
      '{ ',
      '$#',
      '&&',
    ],
    ...[
      'if :; then ',
      '; fi;',
      '\\\n',
      '<<<',
      '$[',
      '[[ a =~ ',
      ' ]]',
      '()',
      'a=',
      'echo ',
      'printf %s ',
      'cat ',
      'a',
    ],
  );
  const { pieces } = fc.letrec<{ pieces: string[]; paired: string[] }>((tie) => ({
    pieces: fc
      .array(
        fc.oneof(
          { depthSize: 'small' },
          reference.map((part) => [part]),
          stray.map((part) => [part]),
          tie('paired'),
        ),
        {
          maxLength: 6,
        },
      )
      .map((parts) => parts.flat()),
    paired: fc
      .tuple(
        fc.constantFrom(
          ...([
            ['echo "', '"'],
            ["echo '", "'"],
            ['echo "$(', ')"'],
            ['echo `', '`'],
            ['(', ')'],
            ['$((', '))'],
          ] as const),
          ...([
            ['cat <<EOF\n', '\nEOF\n'],
            ['echo "$(cat <<EOF\n', '\nEOF\n)"'],
            [' # ', '\n'],
            ['echo "`', '`"'],
          ] as const),
        ),
        tie('pieces'),
      )
      .map(([[open, close], inner]) => [open, ...inner, close]),
  }));
  return pieces.map((parts) => ['echo ', ...parts]);
}
