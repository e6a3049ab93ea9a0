import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itAsRoot } from '../../../support/testing/as-root.ts';
import { connectSsh } from '../connection/connect.ts';
import type { SshConnection } from '../connection/connection.ts';
import { SshFailure } from '../ssh-failure.ts';
import { SshScene } from '../testing/scene.ts';
import { until } from '../testing/until.ts';
import { copyFile } from './copy-file.ts';
import { scriptDestination } from './script-destination.ts';
import { withTemporaryScript } from './temporary-script.ts';

for (const [how, options] of [
  ['SFTP', []],
  ['SCP, where SFTP is off', ['Subsystem sftp /bin/false']],
] as const) {
  describe(`a file that is copied to a node by ${how}`, () => {
    let scene: SshScene;
    let connection: SshConnection;
    let folder = '';
    before(async () => {
      scene = await SshScene.open(options);
      connection = await connectSsh(scene.request());
    });
    after(async () => {
      connection.close();
      await scene.close();
    });
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'outrunner-copy-'));
      chmodSync(folder, 0o777);
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it('has its complete content and mode, and no temporary file remains', async () => {
      const path = join(folder, "it's a file");
      for (const content of [randomBytes(300_000), Buffer.from('shorter'), Buffer.alloc(0)]) {
        await copyFile(connection, { path, content, mode: 0o751 });
        assert.ok(readFileSync(path).equals(content));
        assert.equal(statSync(path).mode & 0o777, 0o751);
      }
      assert.deepEqual(readdirSync(folder), ["it's a file"]);
    });

    it('can be streamed from a file of this host', async () => {
      const [file, path] = [join(folder, 'source'), join(folder, 'copy')];
      for (const content of [randomBytes(1_000_000), Buffer.alloc(0)]) {
        writeFileSync(file, content);
        await copyFile(connection, { path, content: { file, size: content.length }, mode: 0o440 });
        assert.ok(readFileSync(path).equals(content));
        assert.equal(statSync(path).mode & 0o777, 0o440);
      }
    });

    it('leaves no partial file if the copy is cancelled', async () => {
      const file = join(folder, 'source');
      writeFileSync(file, randomBytes(20_000_000));
      const giveUp = new AbortController();
      const content = { file, size: 20_000_000 };
      const given = { path: join(folder, 'copy'), content, mode: 0o600 };
      const copied = copyFile(connection, given, giveUp.signal);
      await until(() => readdirSync(folder).some((name) => name.endsWith('.part')));
      giveUp.abort();
      await assert.rejects(copied, /could not be written/);
      await until(() => readdirSync(folder).join() === 'source');
    });

    it('is not created if the copy is cancelled before its session is open', async () => {
      const path = join(folder, 'given up');
      // The first copy on a connection detects whether the server has SFTP.
      await copyFile(connection, { path: join(folder, 'first'), content: Buffer.from('x'), mode: 0o600 });
      const giveUp = new AbortController();
      const copied = copyFile(connection, { path, content: Buffer.from('x'), mode: 0o600 }, giveUp.signal);
      giveUp.abort();
      await assert.rejects(copied);
      assert.equal(existsSync(path), false);
    });

    it('fails with its path and the reason if it cannot be written', async () => {
      await assert.rejects(
        copyFile(connection, { path: '/no/such/folder/file', content: Buffer.from('x'), mode: 0o600 }),
        (error) => {
          assert.ok(error instanceof SshFailure);
          assert.equal(error.reason, 'IOFailure');
          assert.match(
            error.message,
            /\/no\/such\/folder\/file could not be written on .*: .*[Nn]o such file/,
          );
          return true;
        },
      );
    });

    itAsRoot('leaves no partial file if the disk is full', async () => {
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=777', 'tmpfs', disk]);
      try {
        await assert.rejects(
          copyFile(connection, { path: join(disk, 'file'), content: randomBytes(300_000), mode: 0o600 }),
          /could not be written/,
        );
        assert.deepEqual(readdirSync(disk), []);
      } finally {
        execFileSync('umount', [disk]);
        rmdirSync(disk);
      }
    });

    it('exists as an executable script while a step uses it, and is removed even if the step fails', async () => {
      const path = join(folder, 'script.sh');
      const script = {
        path,
        text: '#!/bin/sh\r\necho hello\r\n',
        windows: false,
        syncs: true,
        mode: 0o700,
        removal: `rm -f ${path}`,
        onLeft: assert.fail,
      };
      const failing = withTemporaryScript(connection, script, async () => {
        assert.equal(statSync(path).mode & 0o777, 0o700);
        assert.equal(readFileSync(path, 'utf8'), '#!/bin/sh\necho hello\n');
        throw new Error('the step failed');
      });
      await assert.rejects(failing, /the step failed/);
      assert.equal(existsSync(path), false);
      const { removal: _, ...staying } = script;
      await withTemporaryScript(connection, staying, async () => undefined);
      assert.equal(existsSync(path), true);
    });

    it('causes only an error if it cannot be written, and a report in one line if it cannot be removed', async () => {
      const told: string[] = [];
      const script = {
        path: '/proc/no/script.sh',
        text: 'true',
        windows: false,
        syncs: false,
        mode: 0o700,
        removal: 'echo no such thing; echo >&2; false',
        onLeft: (problem: string) => told.push(problem),
      };
      const failing = withTemporaryScript(connection, script, async () => undefined);
      await assert.rejects(failing, /could not be written/);
      assert.deepEqual(told, []);
      const closed = join(folder, 'closed');
      mkdirSync(closed);
      chmodSync(closed, 0o777);
      const use = async () => chmodSync(closed, 0o555);
      await withTemporaryScript(connection, { ...script, path: join(closed, 'left.sh') }, use);
      assert.deepEqual(told, [`${script.removal} failed: no such thing`]);
    });
  });
}

describe('the path of a script on a node', () => {
  const name = { counter: '3', executionId: '17' };

  it('consists of counter, execution and node, with unsafe characters replaced', () => {
    const endpoint = { node: 'web 1/a', windows: false };
    assert.equal(scriptDestination(endpoint, undefined, name), '/tmp/3-17-web_1_a-dispatch-script.tmp.sh');
    assert.equal(
      scriptDestination(endpoint, undefined, { ...name, baseName: 'do it.py' }),
      '/tmp/3-17-web_1_a-do_it.py',
    );
  });

  it('is in the folder that the node configures, unless the folder is blank', () => {
    const endpoint = { node: 'n', windows: false };
    assert.match(scriptDestination(endpoint, '/a/', name), /^\/a\/3-/);
    assert.match(scriptDestination(endpoint, ' ', name), /^\/tmp\/3-/);
  });

  it('ends in .bat on Windows, unless the script has another extension', () => {
    const endpoint = { node: 'win', windows: true };
    assert.equal(
      scriptDestination(endpoint, undefined, name),
      'C:\\WINDOWS\\TEMP\\3-17-win-dispatch-script.tmp.bat',
    );
    assert.match(
      scriptDestination(endpoint, 'D:/scripts', { ...name, extension: 'ps1' }),
      /^D:\/scripts\/3-.*\.ps1$/,
    );
  });
});
