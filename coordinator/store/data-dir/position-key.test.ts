import assert from 'node:assert/strict';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Damages } from '../files/damages.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { openPositionKey } from './position-key.ts';

describe('openPositionKey', () => {
  let folder: Awaited<ReturnType<typeof scratchFolder>>;
  let damages: Damages;
  const path = () => join(folder.path, 'position.key');
  const open = async () => (await openPositionKey(folder.path, damages)).export().toString('base64url');

  beforeEach(async () => {
    folder = await scratchFolder();
    damages = new Damages(folder.path);
  });

  afterEach(() => folder.remove());

  it('creates a key that only its owner can read, and returns the same key later', async () => {
    const key = await open();
    assert.equal(await open(), key);
    assert.equal((await stat(path())).mode & 0o777, 0o600);
    await chmod(path(), 0o644);
    assert.equal(await open(), key);
    assert.equal((await stat(path())).mode & 0o777, 0o600);
  });

  it('sets aside a key with a flipped bit', async () => {
    const key = await open();
    const bytes = await readFile(path());
    bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
    await writeFile(path(), bytes);
    assert.notEqual(await open(), key);
    assert.equal(damages.count, 1);
  });

  for (const text of ['', 'short', 'x'.repeat(10_000)])
    it(`sets an invalid key file of ${text.length} characters aside, and creates a new key`, async () => {
      await writeFile(path(), text);
      const key = await open();
      assert.equal(damages.count, 1);
      assert.equal(await readFile(join(folder.path, damages.list()[0]?.movedTo ?? ''), 'utf8'), text);
      assert.equal(await open(), key);
    });
});
