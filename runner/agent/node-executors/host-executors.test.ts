import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { NodeScene, type OnNode } from '../../testing/node-scene.ts';

const EXITED = { kind: 'exited', exitCode: 0 };
const VALUES = {
  option: { v: `it's "$HOME" \\ and more` },
  secureOption: [],
  job: {},
  node: { name: 'web1' },
};

describe('a node executor on the host of the runner', () => {
  let at: NodeScene;
  let folder: string;
  before(async () => {
    at = await NodeScene.open();
    folder = join(at.node.server.folder, 'scripts');
    mkdirSync(folder);
    await chmod(folder, 0o1777);
    writeFileSync(join(at.node.server.folder, 'key'), at.node.key.privateText, { mode: 0o600 });
  });
  after(() => at?.close());

  const failure = async (attributes: Record<string, string>, on: OnNode = {}) => {
    const { end } = await at.run('true', { ...on, attributes, granted: { values: VALUES } });
    return end.kind === 'failed' ? `${end.reason}: ${end.problem}` : end.kind;
  };

  describe('"stub"', () => {
    const stub = { executor: 'stub', granted: { values: VALUES } };

    it('prints the command that it would run, and executes nothing', async () => {
      const { end, text } = await at.run('rm -rf ${option.v}', stub);
      assert.deepEqual(end, EXITED);
      assert.equal(text, `[stub] execute on node web1: rm -rf 'it'\\''s "$HOME" \\ and more'\n`);
    });

    it('reports where it would copy a script to', async () => {
      const script = { kind: 'script', script: 'exit 4', args: 'x', pty: false } as const;
      const { end, text } = await at.run(script, {
        ...stub,
        attributes: { 'file-copy-destination-dir': '/opt' },
      });
      assert.deepEqual(end, EXITED);
      assert.match(
        text,
        /^\[stub\] copy script to node web1: (\/opt\/\S+\.sh)\n\[stub\] execute on node web1: \/bin\/sh \1 x\n$/,
      );
    });

    it('derives the name on the node from the name of the script file', async () => {
      const path = join(at.node.server.folder, 'do it.py');
      writeFileSync(path, '#!/usr/bin/python3\nexit()\n');
      const script = { kind: 'script-file', path, expandTokens: false, pty: false } as const;
      const there = async (more: object = {}, attributes: Record<string, string> = {}) => {
        const { text } = await at.run({ ...script, ...more }, { ...stub, attributes });
        return /copy script to node web1: (.*)-web1-(.*)\n/.exec(text)?.[2];
      };
      assert.equal(await there(), 'do_it.py');
      assert.equal(await there({ fileExtension: 'pyw' }), 'do_it.py.pyw');
      assert.equal(await there({ fileExtension: '.py' }), 'do_it.py');
      const bare = join(at.node.server.folder, 'tool');
      writeFileSync(bare, 'true');
      assert.equal(await there({ path: bare }), 'tool');
      assert.equal(await there({ path: bare }, { osFamily: 'windows' }), 'tool.bat');
    });

    it('fails, or exits with a code, as the attributes of the node configure', async () => {
      const ended = async (attributes: Record<string, string>) =>
        (await at.run('true', { ...stub, attributes })).end;
      assert.deepEqual(await ended({ 'stub-result-code': '7' }), { kind: 'exited', exitCode: 7 });
      assert.deepEqual(await ended({ 'stub-exec-success': 'true' }), EXITED);
      assert.deepEqual(await ended({ 'stub-exec-success': 'false', 'stub-result-code': '0' }), {
        kind: 'failed',
        reason: 'Intentional',
        problem: 'Node web1 is a stub that fails, because its attribute stub-exec-success is not "true".',
      });
    });
  });

  describe('"script-exec"', () => {
    /** Commands as in real inventories: the system's own ssh and scp. */
    const byCommands = () => {
      const { server, credentials } = at.node;
      const options = `-q -i ${server.folder}/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null`;
      return {
        'script-exec': `ssh ${options} -p ${server.port} ${credentials.username}@127.0.0.1 \${exec.command}`,
        'script-copy': `scp ${options} -P ${server.port} \${file-copy.file} ${credentials.username}@127.0.0.1:\${file-copy.destination}`,
        'file-copy-destination-dir': folder,
      };
    };
    const on = (attributes: Record<string, string> = {}): OnNode => ({
      executor: 'script-exec',
      attributes: { ...byCommands(), ...attributes },
      granted: { values: VALUES },
    });

    it('passes the command as one argument, whatever it contains', async () => {
      const command = 'echo "$USER"; printf "%s\\n" ${option.v}; exit 3';
      for (const attributes of [{}, { 'script-exec-shell': 'bash -c' }]) {
        const { end, text } = await at.run(command, on(attributes));
        assert.equal(text, `${at.node.credentials.username}\n${VALUES.option.v}\n`);
        assert.deepEqual(end, { kind: 'exited', exitCode: 3 });
      }
    });

    it('gives the command the values of the step, and its own working folder', async () => {
      const own = {
        'script-exec': 'printf "%s %s %s\\n" "$PWD" ${exec.dir} ${node.name}; echo "${exec.command}"',
        'script-exec-shell': '/bin/sh -c',
        'script-exec-dir': folder,
      };
      const { text } = await at.run('not "run"', on(own));
      assert.equal(text, `${folder} ${folder} web1\nnot "run"\n`);
    });

    const script = {
      kind: 'script',
      script: '#!/bin/bash\necho "$0|$1"; exit 5',
      args: '${option.v}',
      pty: false,
    } as const;

    it('copies a script, runs it and removes it', async () => {
      for (const attributes of [{}, { 'script-exec-shell': 'bash -c', 'script-copy-shell': 'bash -c' }]) {
        const { end, text } = await at.run(script, on(attributes));
        assert.deepEqual(end, { kind: 'exited', exitCode: 5 });
        const [path, ...values] = text.trimEnd().split('|');
        assert.match(path ?? '', new RegExp(`^${folder}/\\d+-\\d+-web1-dispatch-script\\.tmp\\.sh$`));
        assert.deepEqual(values, [VALUES.option.v]);
        assert.deepEqual(readdirSync(folder), []);
      }
    });

    it('copies a script to the path that the node sets', async () => {
      const { server, credentials } = at.node;
      const { 'script-copy': copy } = byCommands();
      const { text } = await at.run(
        script,
        on({
          'script-copy': copy.replace(/ \S+$/, ` ${credentials.username}@127.0.0.1:${server.folder}/scripts`),
          'script-copy-remote-filepath': `${server.folder}/scripts/\${file-copy.filename}`,
        }),
      );
      assert.match(text, new RegExp(`^${folder}/\\d+-\\d+-web1-dispatch-script`));
    });

    it('runs nothing if the script cannot be copied, and reports that', async () => {
      const { end, text } = await at.run(script, on({ 'script-copy': 'sh -c "echo broken >&2; exit 9"' }));
      assert.deepEqual(end, { kind: 'exited', exitCode: 9 });
      assert.equal(text, 'broken\nThe script could not be copied to node web1.\n');
    });

    it('removes the script of a cancelled step', async () => {
      const operation = await at.begin({ ...script, script: 'echo begun; sleep 1000' }, on());
      const { changes } = at.scene.coordinator;
      await changes.until(() => operation.text.includes('begun') || undefined);
      at.scene.coordinator.cancel(operation);
      assert.equal((await at.scene.coordinator.ended(operation)).end.kind, 'cancelled');
      assert.deepEqual(readdirSync(folder), []);
    });

    it('copies a script to a Windows node with CRLF line endings, and with a byte order mark if the node configures one', async () => {
      const copied = join(at.node.server.folder, 'copied.ps1');
      const attributes = {
        osFamily: 'windows',
        'script-exec': `true \${exec.command}`,
        'script-copy': `cp \${file-copy.file} ${copied}`,
      };
      await at.run({ ...script, script: 'echo ä\necho b', args: '' }, on(attributes));
      assert.equal(readFileSync(copied, 'utf8'), 'echo ä\r\necho b');
      const marked = { ...attributes, 'file-copier-add-utf8-bom': 'true' };
      await at.run({ ...script, script: 'echo ä\necho b', args: '' }, on(marked));
      assert.equal(readFileSync(copied, 'utf8'), '\uFEFFecho ä\r\necho b');
    });

    it('reports a missing attribute `script-exec`', async () => {
      const bare = { executor: 'script-exec' };
      assert.match(await failure({}, bare), /^ConfigurationFailure: .*web1 has no attribute script-exec/);
      assert.match(await failure({ 'script-exec': '  ' }, bare), /has no attribute script-exec/);
    });
  });
});
