import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ScriptTemplate } from '../../protocol/runner/operation-template.ts';
import type { OperationValues } from '../../protocol/runner/operation-values.ts';
import { quoteForShell } from '../../support/text/shell-quote.ts';
import { type ExpandedScript, expandOperation } from './expand-operation.ts';
import { scriptCommandLine } from './script-command-line.ts';

describe('expandOperation', () => {
  it('runs a command with /bin/sh', () => {
    const expanded = expandOperation(command('echo ${option.x} ${job.name} ${node.name}'), {
      option: { x: 'a b' },
      secureOption: [],
      job: { name: 'nightly' },
      node: { name: 'localhost' },
    });
    assert.ok(expanded.kind === 'exec');
    assert.deepEqual(expanded.argv, ['/bin/sh', '-c', "echo 'a b' nightly localhost"]);
  });

  it('puts values into the environment as RD_* variables', () => {
    const expanded = expandOperation(
      command('true'),
      {
        option: { 'my-opt': '1' },
        secureOption: ['key'],
        job: { execid: '7', 'user.name': 'ann' },
        globals: { g: 'x' },
      },
      { key: 'secret', other: 'never' },
    );
    assert.ok(expanded.kind === 'exec');
    assert.deepEqual(expanded.environment, {
      RD_OPTION_MY_OPT: '1',
      RD_OPTION_KEY: 'secret',
      RD_JOB_EXECID: '7',
      RD_JOB_USER_NAME: 'ann',
      RD_GLOBALS_G: 'x',
    });
  });

  it('expands a secure value only if its option exposes it', () => {
    const values = { option: {}, secureOption: ['exposed'], job: {} };
    const secure = { exposed: 'in', hidden: 'out' };
    const expanded = expandOperation(command('echo [${option.exposed}${option.hidden}]'), values, secure);
    assert.ok(expanded.kind === 'exec');
    assert.equal(expanded.argv[2], "echo [in'']");
  });

  it('refuses a value that contains NUL, and a reference right after a backslash', () => {
    const values = { option: { x: 'a\0b' }, secureOption: [], job: {} };
    const expanded = expandOperation(command('echo'), values);
    assert.ok(expanded.kind === 'refused');
    assert.match(expanded.problem, /NUL/);
    assert.equal(expandOperation(command('echo \\${option.x}/'), noValues()).kind, 'refused');
  });

  it('expands values of several groups, and values of other steps and nodes', () => {
    const values: OperationValues = {
      ...noValues(),
      groups: {
        data: { k: 'a b' },
        exec: { exitCode: '3' },
        result: { reason: 'X' },
        file: { 'F.sha': '0f' },
      },
      references: { '2:data.k@web1': 'there', 'data.k*;': '1;2' },
    };
    const expanded = expandOperation(
      command(
        'echo ${data.k} ${exec.exitCode} ${result.reason} ${file.F.sha} ${2:data.k@web1} ${data.k*;} ${1:data.k}',
      ),
      values,
    );
    assert.ok(expanded.kind === 'exec');
    assert.equal(expanded.argv[2], "echo 'a b' 3 X 0f there '1;2' ");
    assert.deepEqual(expanded.environment, {
      RD_2_DATA_K_WEB1: 'there',
      RD_DATA_K__: '1;2',
      RD_DATA_K: 'a b',
      RD_EXEC_EXITCODE: '3',
      RD_RESULT_REASON: 'X',
      RD_FILE_F_SHA: '0f',
    });
  });

  it('reads a value of another node from its variable within a here-document', () => {
    const expanded = expandOperation(command('cat <<E\n${data.k@n}\nE\n'), {
      ...noValues(),
      references: { 'data.k@n': '$(id)' },
    });
    assert.ok(expanded.kind === 'exec');
    assert.equal(expanded.argv[2], 'cat <<E\n${RD_DATA_K_N}\nE\n');
    assert.equal(run(expanded.argv, expanded.environment), '$(id)\n');
  });

  describe('with a script', () => {
    it('uses the text of a file, and expands its tokens if the step requests it', () => {
      const values = { ...noValues(), option: { x: 'v' }, references: { '1:data.k/n': 'there' } };
      const text = '#!/bin/bash\r\necho @option.x@ @1:data.k/n@';
      const template = { kind: 'script-file', path: '/s', pty: false, args: '${option.x}' } as const;
      const expanded = expandOperation({ ...template, expandTokens: true }, values, {}, text);
      assert.ok(expanded.kind === 'script');
      assert.equal(expanded.text, '#!/bin/bash\necho v there');
      assert.deepEqual(scriptCommandLine(expanded, '/f'), ['/bin/bash', '/f', 'v']);
      const asWritten = expandOperation({ ...template, expandTokens: false }, values, {}, text);
      assert.ok(asWritten.kind === 'script');
      assert.equal(asWritten.text, '#!/bin/bash\necho @option.x@ @1:data.k/n@');
      assert.equal(expandOperation({ ...template, expandTokens: true }, values).kind, 'refused');
    });

    it('runs the script with its interpreter, its #! line or /bin/sh', () => {
      assert.deepEqual(lineOf({ interpreter: 'sudo -u "my app"' }), ['sudo', '-u', 'my app', '/f']);
      assert.deepEqual(lineOf({ script: '#! /usr/bin/env -S node -r x\n' }), [
        '/usr/bin/env',
        '-S node -r x',
        '/f',
      ]);
      assert.deepEqual(lineOf({ script: 'echo' }), ['/bin/sh', '/f']);
    });

    it('keeps each argument separate, drops one without a value, and keeps an empty one', () => {
      const values = { option: { x: "a 'b' $c", empty: '' }, secureOption: [], job: {} };
      const args = '-a ${option.x} "lit eral" p${option.none}s ${option.none} ${option.empty} "${option.x}"';
      assert.deepEqual(lineOf({ args }, values).slice(2), [
        '-a',
        "a 'b' $c",
        'lit eral',
        'ps',
        '',
        "a 'b' $c",
      ]);
    });

    it('splits the value of ${unquotedoption.x}', () => {
      const values = { option: { x: '-v "a b"' }, secureOption: [], job: {} };
      assert.deepEqual(lineOf({ args: '${unquotedoption.x}' }, values).slice(2), ['-v', 'a b']);
    });

    it('inserts the file at the position that the interpreter specifies', () => {
      const line = lineOf({ interpreter: 'sh -x ${scriptfile} --', args: 'a' });
      assert.deepEqual(line, ['sh', '-x', '/f', '--', 'a']);
    });

    it('passes file and arguments as one quoted argument if the step requests it', () => {
      const line = lineOf({ interpreter: 'su app -c', interpreterArgsQuoted: true, args: '"a b"' });
      assert.deepEqual(line, ['su', 'app', '-c', "/f 'a b'"]);
    });

    it('gives the script file its extension and Unix line endings', () => {
      const script = scriptOf({ script: 'a\r\nb', fileExtension: '../p s1' }, noValues());
      assert.equal(script.extension, '._p_s1');
      assert.equal(script.text, 'a\nb');
      assert.equal(scriptOf({}, noValues()).extension, '.sh');
      assert.equal(scriptOf({ fileExtension: '.ps1' }, noValues()).extension, '.ps1');
    });

    it('passes values to a real script unchanged, as arguments and as variables', () => {
      const directory = mkdtempSync(join(tmpdir(), 'outrunner-script-'));
      const file = join(directory, 'script.sh');
      try {
        fc.assert(
          fc.property(fc.string({ unit: 'grapheme' }), (text) => {
            const value = text.replaceAll('\0', '');
            const values = { option: { x: value }, secureOption: [], job: {} };
            const script = scriptOf(
              { script: 'printf "%s\\n" "$1" "$RD_OPTION_X"', args: '${option.x}' },
              values,
            );
            writeFileSync(file, script.text);
            chmodSync(file, 0o700);
            const [program = '', ...args] = scriptCommandLine(script, file);
            const { stdout } = spawnSync(program, args, { env: script.environment });
            assert.equal(stdout.toString(), `${value}\n${value}\n`);
          }),
        );
      } finally {
        rmSync(directory, { recursive: true });
      }
    });

    it('passes values of any group to a real script unchanged through the shell of its interpreter', () => {
      const directory = mkdtempSync(join(tmpdir(), 'outrunner-script-'));
      const file = join(directory, "it's a script.sh");
      try {
        fc.assert(
          fc.property(anyText(), anyText(), (own, other) => {
            const values = { ...noValues(), groups: { data: { k: own } }, references: { 'data.k*': other } };
            const script = scriptOf(
              {
                script: 'printf "%s\\n" "$1" "$2" "$RD_DATA_K" "$RD_DATA_K_"',
                args: '${data.k} ${data.k*}',
                interpreter: 'sh -c',
                interpreterArgsQuoted: true,
              },
              values,
            );
            writeFileSync(file, script.text);
            chmodSync(file, 0o700);
            const output = run(scriptCommandLine(script, file), script.environment);
            assert.equal(output, `${own}\n${other}\n${own}\n${other}\n`);
          }),
        );
      } finally {
        rmSync(directory, { recursive: true });
      }
    });
  });

  it('quotes arguments so that sh and the tokeniser of argument lines return them unchanged', () => {
    fc.assert(
      fc.property(fc.array(anyText(), { minLength: 1, maxLength: 4 }), (values) => {
        const line = values.map(quoteForShell).join(' ');
        assert.equal(
          run(['/bin/sh', '-c', `printf '%s\\0' ${line}`], {}),
          values.map((it) => `${it}\0`).join(''),
        );
        const references = values.map((_, index) => `\${option.v${index}}`).join(' ');
        const option = Object.fromEntries(values.map((value, index) => [`v${index}`, value]));
        const once = lineOf({ args: references }, { ...noValues(), option }).slice(2);
        assert.deepEqual(once, values);
        const plain = values.filter((value) => !value.includes('${'));
        assert.deepEqual(lineOf({ args: plain.map(asToken).join(' ') }).slice(2), plain);
      }),
    );
  });
});

/** Any Unicode text that an argument can contain, except lone surrogates. */
function anyText(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll('\0', '')),
    fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replace(/\0|\p{Surrogate}/gu, '')),
    fc.stringMatching(/^['"\\`$(){}#;&|<> \n\t*?~!a=-]{0,12}$/),
  );
}

function asToken(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}

function run(argv: readonly string[], environment: Readonly<Record<string, string>>): string {
  const [program = '', ...args] = argv;
  const env = { PATH: process.env['PATH'], ...environment };
  return spawnSync(program, args, { env }).stdout.toString();
}

function command(text: string) {
  return { kind: 'exec', command: text, pty: false } as const;
}

function noValues(): OperationValues {
  return { option: {}, secureOption: [], job: {} };
}

function scriptOf(template: Partial<ScriptTemplate>, values: OperationValues): ExpandedScript {
  const expanded = expandOperation({ kind: 'script', script: '', pty: false, ...template }, values);
  assert.ok(expanded.kind === 'script');
  return expanded;
}

function lineOf(template: Partial<ScriptTemplate>, values: OperationValues = noValues()): string[] {
  return scriptCommandLine(scriptOf(template, values), '/f');
}
