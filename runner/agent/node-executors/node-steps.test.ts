import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itAsRoot } from '../../../support/testing/as-root.ts';
import { identifyProcess } from '../../keeper/processes/process-identity.ts';
import { TestUser } from '../../ssh/testing/test-user.ts';
import { NodeScene } from '../../testing/node-scene.ts';

const EXITED = { kind: 'exited', exitCode: 0 };

describe('a step on a node', () => {
  let at: NodeScene;
  before(async () => {
    at = await NodeScene.open();
  });
  after(() => at?.close());

  it('runs a command on the node as the user of the node', async () => {
    const { end, text } = await at.run('echo "$USER"; echo problem >&2; exit 3');
    assert.deepEqual(end, { kind: 'exited', exitCode: 3 });
    assert.equal(text, `${at.node.credentials.username}\nproblem\n`);
  });

  it('gets the variables of the job and the facts of the operation', async () => {
    const values = { option: { v: "it's $HOME" }, secureOption: [], job: {} };
    const command = 'printf "%s|%s|%s" "$RD_OPTION_V" ${option.v} "$OUTRUNNER_EXECUTION"; env | grep -c SUDO';
    const { text } = await at.run(command, { granted: { values } });
    assert.match(text, /^it's \$HOME\|it's \$HOME\|\d+0\n$/);
  });

  it('runs a script with its interpreter and arguments on the node, and leaves no file', async () => {
    const { end, text } = await at.run(
      {
        kind: 'script',
        script: '#!/bin/bash\necho "$0 $1 @option.v@"; exit 0',
        args: '${option.v}',
        pty: false,
      },
      { granted: { values: { option: { v: 'a  b' }, secureOption: [], job: {} } } },
    );
    assert.deepEqual(end, EXITED);
    assert.match(text, /^\/tmp\/1-\d+-web1-dispatch-script\.tmp\.sh a {2}b a {2}b\n$/);
    const [path = ''] = text.split(' ');
    assert.equal((await at.run(`ls ${path} 2>/dev/null || echo gone`)).text, 'gone\n');
  });

  it('ends its child processes on the node when it is cancelled', async () => {
    const operation = await at.begin('sleep 1000 & echo $!; wait');
    const { changes } = at.scene.coordinator;
    await changes.until(() => operation.text.includes('\n') || undefined);
    at.scene.coordinator.cancel(operation);
    const { end } = await at.scene.coordinator.ended(operation);
    assert.equal(end.kind, 'cancelled');
    assert.ok(!('problem' in end));
    assert.equal(identifyProcess(Number(operation.text)), undefined);
  });

  it('masks the keys of the node in its output', async () => {
    const { text } = await at.run(`cat <<'E'\n${at.node.key.privateText}\nE`);
    assert.doesNotMatch(text, /[A-Za-z0-9+/]{60}/);
  });

  it('authenticates with a key of the runner that is absent from the grant, and masks the key', async () => {
    const keys = join(at.scene.dataDir, 'keys');
    await mkdir(keys, { recursive: true });
    await writeFile(join(keys, 'web1'), at.node.key.privateText, { mode: 0o600 });
    const begin = (path: string) =>
      at.run('cat', {
        attributes: { 'ssh-key-storage-path': path },
        granted: {
          template: { kind: 'exec', command: `cat <<'E'\n${at.node.key.privateText}\nE`, pty: false },
          secrets: undefined,
        },
      });
    const { end, text } = await begin('runner/web1');
    assert.deepEqual(end, EXITED);
    assert.doesNotMatch(text, /[A-Za-z0-9+/]{60}/);
    const { end: failed } = await begin('runner/absent');
    assert.ok(failed.kind === 'failed');
    assert.match(failed.problem, /web1 names runner\/absent.*no file absent.*install -D -m 600/);
  });

  it('fails if a key of the runner is not of the kind that the node needs', async () => {
    const keys = join(at.scene.dataDir, 'keys', 'kinds');
    await mkdir(keys, { recursive: true });
    const texts = { private: at.node.key.privateText, public: at.node.key.publicText, password: 'hunter2' };
    for (const [name, text] of Object.entries(texts)) {
      await writeFile(join(keys, name), text, { mode: 0o600 });
    }
    const asPassword = { 'ssh-authentication': 'password' };
    const asSudo = { 'ssh-key-storage-path': 'runner/kinds/private', 'sudo-command-enabled': 'true' };
    const cases: readonly [attributes: Record<string, string>, is: string, wanted: string][] = [
      [{ 'ssh-key-storage-path': 'runner/kinds/password' }, 'password', 'private key'],
      [{ 'ssh-key-storage-path': 'runner/kinds/public' }, 'public key', 'private key'],
      [{ ...asPassword, 'ssh-password-storage-path': 'runner/kinds/private' }, 'private key', 'password'],
      [{ ...asPassword, 'ssh-password-option': 'option.login' }, 'private key', 'password'],
      [{ ...asSudo, 'sudo-password-storage-path': 'runner/kinds/private' }, 'private key', 'password'],
      [
        {
          'ssh-key-storage-path': 'runner/kinds/private',
          'ssh-key-passphrase-storage-path': 'runner/kinds/private',
        },
        ...(['private key', 'password'] as const),
      ],
    ];
    for (const [attributes, is, wanted] of cases) {
      const { end } = await at.run('sudo true', {
        attributes,
        granted: {
          values: {
            option: {},
            secureOption: ['login'],
            runnerKeys: { login: 'runner/kinds/private' },
            job: {},
          },
        },
      });
      assert.ok(end.kind === 'failed', JSON.stringify(attributes));
      assert.equal(end.reason, 'ConfigurationFailure', end.problem);
      const refusal = `The key "runner/kinds/[a-z]+" is a ${is}, but a ${wanted} is required\\. Use the path of a ${wanted}`;
      assert.match(end.problem, new RegExp(refusal), JSON.stringify(attributes));
      assert.doesNotMatch(end.problem, /hunter2|BEGIN/);
    }
  });

  it('reports why it could not start, with a reason code', async () => {
    const reason = async (attributes: Record<string, string>, executor?: string) => {
      const { end } = await at.run('true', { attributes, ...(executor !== undefined && { executor }) });
      return end.kind === 'failed' ? `${end.reason}: ${end.problem}` : end.kind;
    };
    assert.match(await reason({ hostname: '127.0.0.1:1' }), /^ConnectionFailure: .*127\.0\.0\.1:1/);
    assert.match(await reason({ hostname: 'no.such.host.invalid' }), /^HostNotFound: /);
    assert.match(await reason({ username: 'nobody-here' }), /^AuthenticationFailure: /);
    assert.match(await reason({ 'ssh-key-storage-path': 'keys/x' }), /^ConfigurationFailure: .*keys\/x/);
    assert.match(
      await reason({ 'ssh-connect-timeout': 'x' }),
      /^ConfigurationFailure: .*ssh-connect-timeout/,
    );
    assert.match(await reason({}, 'WinRMPython'), /^ConfigurationFailure: .*WinRMPython/);
  });

  itAsRoot('has a terminal with input if it requests one', async () => {
    const command = 'stty size; read -r line; echo "<$line>"';
    const operation = await at.begin({ kind: 'exec', command, pty: true });
    const { coordinator } = at.scene;
    await coordinator.changes.until(() => operation.text.includes('24 80') || undefined);
    const bytes = Buffer.from('typed\n').toString('base64');
    coordinator.calls.session?.say({ type: 'input', operationId: operation.operationId, bytes });
    assert.deepEqual((await coordinator.ended(operation)).end, EXITED);
    assert.match(operation.text, /<typed>\r\n$/);
  });

  it('accepts the passphrase of its key from an option that no step can read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outrunner-locked-'));
    const file = join(folder, 'key');
    writeFileSync(file, at.node.key.privateText, { mode: 0o600 });
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'open sesame', '-f', file]);
    const keys = { 'keys/node': readFileSync(file, 'utf8') };
    rmSync(folder, { recursive: true });
    const options = { sshKeyPassphrase: 'open sesame' };
    const { text } = await at.run('env | grep -c -i passphrase; echo open sesame', { keys, options });
    assert.equal(text, '0\n*****\n');
    const { end } = await at.run('true', { keys });
    assert.equal(end.kind === 'failed' && end.reason, 'AuthenticationFailure');
  });

  it('passes its script to the interpreter without writing a file, if the node configures this', async () => {
    const step = {
      kind: 'script',
      script: '#!/bin/bash\necho "$0 $1"; ls /tmp/*web1-dispatch* 2>/dev/null',
      pty: false,
    } as const;
    const { text } = await at.run({ ...step, args: '-x' }, { attributes: { 'script-step-piped': 'true' } });
    assert.equal(text, '/bin/bash -x\n');
  });

  it('gets the facts of the operation, but no variables of the job, if an attribute of the node disables the variables', async () => {
    const { text } = await at.run('env | grep -c ^RD_; env | grep ^OUTRUNNER_ | cut -d= -f1 | sort', {
      attributes: { 'ssh-send-env': 'false' },
    });
    const names = ['EXECUTION', 'OPERATION', 'REPLICA', 'RUNNER'].map((name) => `OUTRUNNER_${name}\n`);
    assert.equal(text, `0\n${names.join('')}`);
  });

  it('uses a helper if another step follows, unless an attribute of the node disables helpers', async () => {
    const attributes = { 'ssh-keep-helper': 'false' };
    const look = 'tr "\\0" " " </proc/$PPID/cmdline | cut -d " " -f 1';
    assert.doesNotMatch((await at.run(look, { isFollowed: true, attributes })).text, /helper/);
    assert.equal((await at.run(look, { isFollowed: true })).text, 'outrunner-helper\n');
    const script = await at.run({ kind: 'script', script: '#!/bin/sh\necho $1', args: 'a', pty: false });
    assert.deepEqual([script.end, script.text], [EXITED, 'a\n']);
  });

  it('copies its script to another folder and leaves it there, if the node configures this', async () => {
    const folder = `/tmp/outrunner-${randomUUID()}`;
    const attributes = { 'file-copy-destination-dir': folder, 'script-step-remove-tmp-file': 'false' };
    await at.run(`mkdir ${folder}`);
    const { text } = await at.run({ kind: 'script', script: 'echo $0', pty: false }, { attributes });
    assert.match(text, new RegExp(`^${folder}/1-`));
    assert.equal((await at.run(`cat ${text.trim()}; rm -r ${folder}`)).text, 'echo $0');
    const { end } = await at.run({ kind: 'script', script: 'echo $0', pty: false }, { attributes });
    assert.ok(end.kind === 'failed');
    assert.match(
      `${end.reason}: ${end.problem}`,
      /^IOFailure: .*could not be written.*file-copy-destination-dir/,
    );
  });

  it('delivers 3 MB of output completely', async () => {
    const { text, end } = await at.run('head -c 3000000 /dev/zero | tr "\\0" x');
    assert.deepEqual([end, text.length], [EXITED, 3_000_000]);
  });

  itAsRoot('can run commands and scripts with sudo, whose prompt is answered', async () => {
    const [user, other] = [new TestUser(), new TestUser()];
    const rules = `/etc/sudoers.d/${user.name}`;
    writeFileSync(rules, `${user.name} ALL=(ALL) PASSWD: ALL\n`, { mode: 0o440 });
    const attributes = {
      username: user.name,
      'sudo-command-enabled': 'true',
      'sudo-password-storage-path': 'keys/sudo',
    };
    const on = { attributes, keys: { 'keys/sudo': user.password } };
    try {
      assert.equal((await at.run('sudo -k whoami', on)).text, 'root\r\n');
      const script = '#!/bin/bash\nwhoami; echo "$1"';
      const step = {
        kind: 'script',
        script,
        args: 'x',
        interpreter: `sudo -k -u ${other.name}`,
        pty: false,
      } as const;
      assert.equal((await at.run(step, on)).text, `${other.name}\r\nx\r\n`);
      const wrong = { ...on, keys: { 'keys/sudo': 'wrong' } };
      const { end } = await at.run('sudo -k whoami', wrong);
      assert.equal(end.kind === 'failed' && end.reason, 'AuthenticationFailure');
    } finally {
      rmSync(rules);
      user.remove();
      other.remove();
    }
  });
});
