import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from './with-lock.mjs';

describe('withLock', () => {
  let folder = '';
  let lock = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-lock-'));
    lock = join(folder, 'deep', 'lock');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('makes the second caller wait for the first, and reports the owner of the lock', async () => {
    const order: string[] = [];
    const { promise: firstMayEnd, resolve: endFirst } = Promise.withResolvers<void>();
    const first = withLock(lock, async () => {
      order.push('first begins');
      await firstMayEnd;
      order.push('first ends');
    });
    await withLock(
      lock,
      () => order.push('second'),
      (owner) => {
        assert.equal(owner, process.pid);
        endFirst();
      },
    );
    await first;
    assert.deepEqual(order, ['first begins', 'first ends', 'second']);
    assert.equal(existsSync(lock), false);
  });

  it('takes over the lock of a dead process', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    mkdirSync(lock, { recursive: true });
    writeFileSync(join(lock, 'pid'), String(pid));
    assert.equal(await withLock(lock, () => 'done'), 'done');
  });

  it('releases the lock if the action fails', async () => {
    await assert.rejects(
      withLock(lock, () => {
        throw new Error('no');
      }),
      /no/,
    );
    assert.equal(existsSync(lock), false);
  });
});
