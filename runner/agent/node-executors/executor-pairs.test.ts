import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OperationTemplate } from '../../../protocol/runner/operation-template.ts';
import { gone } from '../../keeper/testing/processes.ts';
import { NodeScene, type OnNode } from '../../testing/node-scene.ts';

const EXITED = { kind: 'exited', exitCode: 0 };
const SCRIPT = {
  kind: 'script',
  script: '#!/bin/bash\necho "$0|$1|$WHERE"; exit 5',
  args: "'a b'",
  pty: false,
} as const;
/** Path of a node's script, relative to the folder that the node configures. */
const PATH = /^\d+-\d+-web1-dispatch-script\.tmp\.sh$/;

describe('a node executor with a file copier of another kind', () => {
  let at: NodeScene;
  let folder: string;
  let elsewhere: string;
  before(async () => {
    at = await NodeScene.open();
    folder = join(at.node.server.folder, 'scripts');
    mkdirSync(folder);
    await chmod(folder, 0o777);
    elsewhere = mkdtempSync(join(tmpdir(), 'outrunner-pairs-'));
    await chmod(elsewhere, 0o777);
  });
  after(async () => {
    await at?.close();
    rmSync(elsewhere, { recursive: true });
  });
  afterEach(() => assert.deepEqual(readdirSync(folder), []));

  const pairs: Record<string, OnNode> = {
    '(SSH with a copy command)': {
      executor: 'sshj-ssh',
      copier: 'script-copy',
      attributes: {
        'script-copy': 'install -m 755 ${file-copy.file} ${file-copy.destination}',
        'script-copy-shell': 'sh -c',
      },
    },
    '(SSH with files of this host)': { executor: 'ssh-exec', copier: 'local' },
    '(command with the SSH copier)': {
      executor: 'script-exec',
      copier: 'sshj-scp',
      attributes: { 'script-exec': 'env WHERE=here sh -c ${exec.command}' },
    },
    '(command with files of this host)': {
      executor: 'script-exec',
      copier: 'local',
      attributes: { 'script-exec': 'env WHERE=here sh -c ${exec.command}' },
    },
    '(local with a copy command)': {
      executor: 'local',
      copier: 'script-copy',
      attributes: { 'script-copy': 'cp ${file-copy.file} ${file-copy.destination}' },
    },
  };
  const on = (pair: OnNode = {}, more: Record<string, string> = {}): OnNode => ({
    ...pair,
    attributes: { 'file-copy-destination-dir': folder, ...pair.attributes, ...more },
  });
  const said = (operation: { readonly text: string }, text: string) =>
    at.scene.coordinator.changes.until(() => operation.text.includes(text) || undefined);

  for (const [name, pair] of Object.entries(pairs))
    describe(name, () => {
      it('runs a script from a temporary file, and commands without one', async () => {
        const { end, text } = await at.run(SCRIPT, on(pair));
        assert.deepEqual(end, { kind: 'exited', exitCode: 5 }, text);
        const [path = '', argument, where] = text.trimEnd().split('|');
        assert.ok(path.startsWith(`${folder}/`), path);
        assert.match(path.slice(folder.length + 1), PATH);
        assert.deepEqual([argument, where], ['a b', pair.executor === 'script-exec' ? 'here' : '']);
        const command = await at.run('echo plain', on(pair));
        assert.deepEqual([command.end, command.text], [EXITED, 'plain\n']);
      });

      it('removes the script of a cancelled step', async () => {
        const operation = await at.begin({ ...SCRIPT, script: 'echo begun $$; sleep 1000' }, on(pair));
        await said(operation, 'begun');
        at.scene.coordinator.cancel(operation);
        assert.equal((await at.scene.coordinator.ended(operation)).end.kind, 'cancelled');
        await gone(Number(operation.text.trim().split(' ')[1]));
      });

      it('leaves the script on the node if the node disables its removal', async () => {
        const { end } = await at.run(
          SCRIPT,
          on(pair, { 'script-step-remove-tmp-file': 'false', 'enable-sync': 'true' }),
        );
        assert.deepEqual(end, { kind: 'exited', exitCode: 5 });
        const left = readdirSync(folder);
        for (const file of left) rmSync(join(folder, file));
        assert.equal(left.length, 1);
      });

      it('copies files with its file copier', async () => {
        const sourcePath = join(elsewhere, 'source');
        writeFileSync(sourcePath, 'content', { mode: 0o644 });
        const configuration = { sourcePath, destinationPath: `${folder}/copied` };
        const { end, text } = await at.run(
          { kind: 'plugin', provider: 'copyfile', configuration, pty: false },
          on(pair),
        );
        assert.deepEqual(end, EXITED, text);
        assert.equal(readFileSync(join(folder, 'copied'), 'utf8'), 'content');
        rmSync(join(folder, 'copied'));
      });

      it('runs a script in a pseudo-terminal', async () => {
        const { end, text } = await at.run(
          { ...SCRIPT, script: 'test -t 1 && echo terminal', pty: true },
          on(pair),
        );
        assert.deepEqual(end, EXITED);
        assert.match(text, /^terminal\r?\n$/);
      });
    });

  describe('(SSH with a copy command)', () => {
    const pair = pairs['(SSH with a copy command)'];

    it('reports the output of a failed copy command, and does not run the script', async () => {
      const { end, text } = await at.run(
        SCRIPT,
        on(pair, { 'script-copy': 'echo broken >&2; echo dropped; exit 9' }),
      );
      assert.equal(text, 'broken\n');
      assert.deepEqual(end, {
        kind: 'failed',
        reason: 'IOFailure',
        problem:
          'The script could not be copied to node web1: the command of its file copier ended with exit code 9. Correct script-copy of that node.',
      });
    });

    it('ends the copy command of a cancelled step', async () => {
      const copy = `echo $$ >&2; install -m 755 \${file-copy.file} \${file-copy.destination}; sleep 1000`;
      const operation = await at.begin(SCRIPT, on(pair, { 'script-copy': copy }));
      await said(operation, '\n');
      at.scene.coordinator.cancel(operation);
      assert.deepEqual((await at.scene.coordinator.ended(operation)).end, { kind: 'cancelled' });
      await gone(Number(operation.text));
    });

    it('runs the script from the path in `script-copy-remote-filepath`', async () => {
      const { text } = await at.run(
        { ...SCRIPT, script: 'echo "$0"' },
        on(pair, {
          'script-copy': `install -m 755 \${file-copy.file} ${elsewhere}/`,
          'script-copy-remote-filepath': elsewhere,
        }),
      );
      assert.ok(text.startsWith(`${elsewhere}/`), text);
      assert.deepEqual(
        readdirSync(elsewhere).filter((name) => PATH.test(name)),
        [],
      );
    });

    it('reports a copy program that the runner’s host does not have', async () => {
      const { end } = await at.run(
        SCRIPT,
        on(pair, { 'script-copy': 'no-such-program x', 'script-copy-shell': '' }),
      );
      assert.ok(end.kind === 'failed');
      assert.match(
        `${end.reason}: ${end.problem}`,
        /^ConfigurationFailure: The program no-such-program was not found/,
      );
    });
  });

  describe('(command with the SSH copier)', () => {
    const pair = pairs['(command with the SSH copier)'];
    const failure = async (step: string | OperationTemplate, different: OnNode) => {
      const { end, text } = await at.run(step, different);
      return end.kind === 'failed' ? `${end.reason}: ${end.problem}` : `${JSON.stringify(end)} ${text}`;
    };

    it('executes a command step without a connection over SSH', async () => {
      const { end, text } = await at.run('echo $WHERE', on(pair, { hostname: '127.0.0.1:1' }));
      assert.deepEqual([end, text], [EXITED, 'here\n']);
    });

    it('reports why the script could not be written to the node, with a reason code, and executes nothing', async () => {
      const nowhere = { hostname: '127.0.0.1:1', 'script-exec': 'echo executed ${exec.command}' };
      assert.match(await failure(SCRIPT, on(pair, nowhere)), /^ConnectionFailure: /);
      const absent = { 'file-copy-destination-dir': '/no/folder' };
      assert.match(
        await failure(SCRIPT, on(pair, absent)),
        /^IOFailure: \/no\/folder\/\S+ could not be written/,
      );
    });

    it('removes the script if its program cannot be started', async () => {
      assert.match(
        await failure(SCRIPT, on(pair, { 'script-exec': 'no-such-program ${exec.command}' })),
        /^ConfigurationFailure: The program no-such-program was not found/,
      );
    });

    it('removes the script if the SSH connection is lost while the program runs', async () => {
      const go = join(elsewhere, 'go');
      const script = `echo begun; while [ ! -e ${go} ]; do sleep 0.02; done; echo end`;
      const operation = await at.begin({ ...SCRIPT, script }, on(pair));
      await said(operation, 'begun');
      at.node.server.breakConnections();
      writeFileSync(go, '');
      assert.deepEqual((await at.scene.coordinator.ended(operation)).end, EXITED);
      assert.equal(operation.text, 'begun\nend\n');
    });
  });

  it('makes a script that this host writes accessible only to the user of the runner', async () => {
    const { text } = await at.run(
      { ...SCRIPT, script: 'stat -c %a "$0"' },
      on(pairs['(command with files of this host)']),
    );
    assert.equal(text, '700\n');
    assert.equal(statSync(folder).mode & 0o777, 0o777);
  });

  it('reports both names and a remedy if executor and copier do not fit together', async () => {
    const problem = async (step: string | OperationTemplate, executor: string, copier: string) => {
      const { end } = await at.run(step, on({ executor, copier }));
      return end.kind === 'failed' ? `${end.reason}: ${end.problem}` : end.kind;
    };
    const local =
      /^ConfigurationFailure: Node web1 cannot receive a file: the node executor "local" and the file copier "sshj-scp" cannot be combined: .*Remove the file copier/;
    assert.match(await problem(SCRIPT, 'local', 'sshj-scp'), local);
    assert.equal(await problem('true', 'local', 'sshj-scp'), 'exited');
    assert.match(
      await problem(SCRIPT, 'sshj-ssh', 'stub'),
      /"sshj-ssh" and the file copier "stub" cannot be combined.*Remove the file copier/,
    );
    assert.match(
      await problem(SCRIPT, 'sshj-ssh', 'WinRMcp'),
      /"WinRMcp" is not available; available copiers: local,/,
    );
  });
});

describe('a server that executes nothing', () => {
  let at: NodeScene;
  before(async () => {
    at = await NodeScene.open(['ForceCommand internal-sftp']);
  });
  after(() => at?.close());

  it('receives and removes the script of a node whose executor is a command of the runner’s host', async () => {
    const attributes = { 'script-exec': 'sh -c ${exec.command}' };
    const { end, text } = await at.run(
      { kind: 'script', script: 'echo "$0"', pty: false },
      { executor: 'script-exec', copier: 'jsch-scp', attributes },
    );
    assert.deepEqual(end, EXITED, text);
    assert.match(text, /^\/tmp\/\S+\.sh\n$/);
    assert.throws(() => statSync(text.trim()), /ENOENT/);
  });
});
