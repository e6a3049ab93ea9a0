import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { NodeScene } from '../../testing/node-scene.ts';

const SCRIPT = { kind: 'script', script: 'echo ran', pty: false } as const;

describe('a script on a server', () => {
  let at: NodeScene;
  let folder: string;
  const open = async (option: string) => {
    at = await NodeScene.open([option]);
    folder = join(at.node.server.folder, 'scripts');
    mkdirSync(folder);
    await chmod(folder, 0o777);
  };
  afterEach(() => at?.close());
  const run = (isFollowed = false) =>
    at.run(SCRIPT, { attributes: { 'file-copy-destination-dir': folder }, isFollowed });

  it('starts only after the session that copied it has closed, if the server allows one session at a time', async () => {
    await open('MaxSessions 1');
    for (const isFollowed of [true, true, false, false]) {
      const { end, text } = await run(isFollowed);
      assert.deepEqual([end, text], [{ kind: 'exited', exitCode: 0 }, 'ran\n']);
    }
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is removed after a cancel, if the server allows one session at a time', async () => {
    await open('MaxSessions 1');
    const attributes = { 'file-copy-destination-dir': folder };
    const script = 'echo begun; sleep 1000';
    const operation = await at.begin({ ...SCRIPT, script }, { attributes, isFollowed: true });
    await at.scene.coordinator.changes.until(() => operation.text.includes('begun') || undefined);
    assert.equal(readdirSync(folder).length, 1);
    at.scene.coordinator.cancel(operation, 1);
    assert.equal((await at.scene.coordinator.ended(operation)).end.kind, 'cancelled');
    assert.equal(operation.text, 'begun\n');
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is removed by SFTP if the server allows no commands', async () => {
    await open('ForceCommand internal-sftp');
    const { end, text } = await run();
    assert.deepEqual(end, { kind: 'exited', exitCode: 1 });
    assert.equal(text, 'This service allows sftp connections only.\n');
    assert.deepEqual(readdirSync(folder), []);
  });
});
