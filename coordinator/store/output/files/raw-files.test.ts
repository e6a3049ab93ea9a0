import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { scratchFolder } from '../../testing/scratch-folder.ts';
import { RawFiles } from './raw-files.ts';

const KEY = { execution: 7, sequence: 1 };

describe('RawFiles', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let files: RawFiles;
  beforeEach(async () => {
    scratch = await scratchFolder();
    files = new RawFiles(scratch.path);
  });
  afterEach(async () => {
    await files.close();
    await scratch.remove();
  });

  it('lets reads in progress continue when an execution is erased', async () => {
    await files.write(KEY, [Buffer.alloc(100_000, 'a')], 0);
    const reading = files.read(KEY, 0, 100_000);
    await files.erase(7);
    assert.equal(String(await reading), 'a'.repeat(100_000));
  });

  it('reads nothing of an erased execution, and does not create its file again', async () => {
    await files.write(KEY, [Buffer.from('a')], 0);
    await files.erase(7);
    assert.equal((await files.read(KEY, 0, 1)).byteLength, 0);
    assert.deepEqual(await readdir(scratch.path), []);
  });
});
