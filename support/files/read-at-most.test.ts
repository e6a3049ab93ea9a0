import assert from 'node:assert/strict';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAtMost } from './read-at-most.ts';

const LIMIT = 300_000;

describe('readAtMost', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-read-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function read(path: string, maxBytes: number, signal?: AbortSignal): Promise<Buffer | undefined> {
    const file = await open(path);
    try {
      return await readAtMost(file, maxBytes, signal);
    } finally {
      await file.close();
    }
  }

  it('returns the content of files up to the limit', async () => {
    const path = join(folder, 'file');
    for (const length of [0, 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, LIMIT - 1, LIMIT]) {
      const content = Buffer.alloc(length, 'outrunner');
      await writeFile(path, content);
      assert.deepEqual(await read(path, LIMIT), content);
    }
  });

  it('returns undefined for a file over the limit, and reads one byte beyond the limit', async () => {
    const path = join(folder, 'long');
    await writeFile(path, Buffer.alloc(LIMIT + 1000));
    const file = await open(path);
    try {
      assert.equal(await readAtMost(file, LIMIT), undefined);
      assert.equal((await file.readFile()).byteLength, 1000 - 1);
    } finally {
      await file.close();
    }
  });

  it('returns undefined for a file without an end', async () => {
    assert.equal(await read('/dev/zero', LIMIT), undefined);
  });

  it('rejects with the reason of an aborted signal', async () => {
    await assert.rejects(read('/dev/zero', LIMIT, AbortSignal.abort(new Error('cancelled'))), /cancelled/);
  });
});
