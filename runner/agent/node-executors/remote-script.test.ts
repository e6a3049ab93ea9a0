import assert from 'node:assert/strict';
import { expandOperation } from '../../../job-language/expansion/expand-operation.ts';
import type { ShellFamily } from '../../../job-language/expansion/shell-family.ts';
import { copiedContent, scriptInFile, scriptInInput } from './remote-script.ts';

const SETTINGS = { isRemoved: true, syncs: false, addsMark: false, isPiped: false };

describe('a script on a node', () => {
  const script = (more: object = {}) => {
    const template = { kind: 'script', script: '#!/bin/bash\ntrue', pty: false, ...more } as const;
    const expanded = expandOperation(template, { option: { v: 'a b' }, secureOption: [], job: {} });
    return expanded.kind === 'script' ? expanded : assert.fail('a script');
  };
  const inFile = (more: object = {}) => scriptInFile(script(more), '/tmp/x y.sh', SETTINGS);

  it('is passed to its interpreter by path, which also works on a `noexec` mount', () => {
    const run = inFile({ args: '-v ${option.v}' });
    assert.equal(run.command, "/bin/bash '/tmp/x y.sh' -v 'a b'");
    assert.deepEqual(run.script, {
      path: '/tmp/x y.sh',
      text: '#!/bin/bash\ntrue',
      mode: 0o700,
      syncs: false,
      removal: "rm -f '/tmp/x y.sh'",
    });
    assert.equal(inFile({ interpreter: 'python3 -u' }).command, "python3 -u '/tmp/x y.sh'");
    assert.equal(inFile({ interpreter: 'run ${scriptfile} now' }).command, "run '/tmp/x y.sh' now");
  });

  it('begins with a byte order mark only in a file on Windows whose node configures it', () => {
    const first = (addsMark: boolean, family: ShellFamily, text: string) =>
      scriptInFile(script({ script: text }), 'C:\\x.ps1', { ...SETTINGS, addsMark }, family).script?.text;
    assert.equal(first(true, 'powershell', 'echo ä'), '\uFEFFecho ä');
    assert.equal(first(true, 'cmd', '\uFEFFecho ä'), '\uFEFFecho ä');
    assert.equal(first(false, 'powershell', 'echo ä'), 'echo ä');
    assert.equal(first(true, 'unix', '#!/bin/sh'), '#!/bin/sh');
  });

  it("has the line endings of its node's operating system", () => {
    const content = (family: ShellFamily) => copiedContent({ text: 'a\r\nb\n' }, SETTINGS, family);
    assert.deepEqual([content('unix'), content('powershell')], ['a\nb\n', 'a\r\nb\r\n']);
  });

  it('has a file that other users can read if its interpreter changes the user', () => {
    const run = inFile({ interpreter: 'sudo -n -u app' });
    assert.equal(run.command, "sudo -n -u app /bin/bash '/tmp/x y.sh'");
    assert.equal(run.script?.mode, 0o755);
    assert.equal(inFile({ interpreter: 'sudo -u app python3' }).command, "sudo -u app python3 '/tmp/x y.sh'");
    const quoted = inFile({ interpreter: 'su - app -c', interpreterArgsQuoted: true });
    assert.equal(quoted.command, "su - app -c ''\\''/tmp/x y.sh'\\'''");
  });

  it('is separated from its arguments when it is passed on standard input', () => {
    const piped = (more: object = {}) => scriptInInput(script(more));
    assert.deepEqual(piped({ args: '-v ${option.v}' }), {
      command: "/bin/bash -s -- -v 'a b'",
      input: '#!/bin/bash\ntrue',
    });
    assert.equal(piped({ interpreter: 'python3', args: 'x' }).command, 'python3 - x');
    assert.equal(piped({ interpreter: 'bash -eo pipefail', args: 'x' }).command, 'bash -eo pipefail -s -- x');
    assert.equal(piped({ interpreter: 'sudo -u app sh -x' }).command, 'sudo -u app sh -x -s --');
    assert.equal(piped({ interpreter: 'python3 -u', args: 'x' }).command, 'python3 -u - x');
    assert.equal(piped({ interpreter: 'sudo -u app', args: 'x' }).command, 'sudo -u app /bin/bash -s -- x');
    assert.equal(piped({ interpreter: 'run ${scriptfile}', args: 'x' }).command, 'run /dev/stdin x');
  });
});
