import assert from 'node:assert/strict';
import { mkdir, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationId } from '../../../../protocol/ids.ts';
import { Damages } from '../../files/damages.ts';
import { openDatabase } from '../../sqlite/open-database.ts';
import { scratchFolder } from '../../testing/scratch-folder.ts';
import { OUTPUT_DATABASE, OUTPUT_FORMAT } from '../index/output-format.ts';
import { NO_LIMITS } from '../limits/output-limits.ts';
import { outputParts } from '../output-parts.ts';
import { OperationCache } from './operation-cache.ts';
import { OutputDurability } from './output-durability.ts';

/** Returns the paths of files below a folder that this process has open. */
async function openFiles(folder: string): Promise<string[]> {
  const links = await readdir('/proc/self/fd');
  const paths = await Promise.all(links.map((link) => readlink(join('/proc/self/fd', link)).catch(() => '')));
  return paths.filter((path) => path.startsWith(folder));
}

describe('output whose fsync failed', () => {
  it('never counts as durable, even if a later fsync of the same file succeeds', async () => {
    const scratch = await scratchFolder();
    const folder = scratch.path;
    await mkdir(join(folder, 'output'));
    const path = join(folder, OUTPUT_DATABASE);
    const database = openDatabase(path, OUTPUT_FORMAT, 'normal');
    const parts = outputParts(database, join(folder, 'output'), NO_LIMITS, new Damages(folder));
    // The kernel reports a failed write of cached data only once.
    let isFailing = true;
    const sync = parts.files.sync.bind(parts.files);
    parts.files.sync = async (key) => {
      if (!isFailing) return await sync(key);
      isFailing = false;
      throw new Error('EIO');
    };
    const failures: unknown[] = [];
    const onFailure = (error: unknown) => void failures.push(error);
    const durability = await OutputDurability.open({
      ...parts,
      database,
      path,
      onFailure,
      milliseconds: 60_000,
    });
    const operation = new OperationCache(parts.table).get(OperationId.parse('1-1'));
    operation.state = { ...operation.state, received: 10, fileBytes: 10 };
    durability.wrote(operation, 10);

    const [first, joined] = await Promise.allSettled([
      durability.sync(operation),
      durability.sync(operation),
    ]);
    assert.deepEqual([first.status, joined.status], ['rejected', 'rejected']);
    await assert.rejects(durability.sync(operation), /EIO/);
    await assert.rejects(durability.syncExecution(1), /EIO/);
    await assert.rejects(durability.syncAll(), /EIO/);
    assert.deepEqual([operation.durable, durability.durableArrival], [0, 0]);
    await assert.rejects(durability.close(), /EIO/);
    await parts.files.close();
    database.close();
    assert.deepEqual(await openFiles(folder), []);
    await scratch.remove();
  });
});
