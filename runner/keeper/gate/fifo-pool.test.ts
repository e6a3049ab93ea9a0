import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, readdirSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FifoPool } from './fifo-pool.ts';

describe('pipes for steps', () => {
  let folder: string;
  let pool: FifoPool;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outrunner-fifos-'));
    pool = new FifoPool(join(folder, 'pool'));
  });
  afterEach(() => {
    pool.close();
    rmSync(folder, { recursive: true });
  });

  it('transfer bytes, end when all writers have closed, and have no name in their private folder while in use', async () => {
    const { reader, writer } = await pool.take();
    assert.equal(statSync(join(folder, 'pool')).mode & 0o777, 0o700);
    assert.equal(readdirSync(join(folder, 'pool')).length, 63);
    const bytes = Buffer.alloc(10);
    assert.throws(() => readSync(reader, bytes), { code: 'EAGAIN' });
    writeSync(writer, 'abc');
    closeSync(writer);
    assert.equal(readSync(reader, bytes), 3);
    assert.equal(readSync(reader, bytes), 0);
    closeSync(reader);
  });

  it('are created again after a cleaner of temporary files has removed the FIFOs', async () => {
    const first = await pool.take();
    rmSync(join(folder, 'pool'), { recursive: true });
    const second = await pool.take();
    for (const descriptor of [...Object.values(first), ...Object.values(second)]) closeSync(descriptor);
  });
});
