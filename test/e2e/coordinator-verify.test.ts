import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { runCollected } from '../../cli/testing/run-collected.ts';
import { fillDataDir } from '../../coordinator/hosting/testing/full-data-dir.ts';

describe('outrunner coordinator verify', () => {
  let folder: string;
  const dataDir = () => join(folder, 'data');
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'outrunner-verify-'));
    await fillDataDir(dataDir());
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function verify() {
    const { exit, printed } = await runCollected(['coordinator', 'verify', '--data-dir', dataDir()]);
    return { exit, printed };
  }

  it('exits with 0 for an older format, and with 1 for a damaged file', async () => {
    assert.deepEqual(await verify(), { exit: 0, printed: '' });
    const database = new DatabaseSync(join(dataDir(), 'output.db'));
    database.exec('PRAGMA user_version = 1');
    database.close();
    const older = await verify();
    assert.equal(older.exit, 0);
    assert.match(older.printed, /^info: output\.db: its format 1 is older .*\n$/);
    const path = join(dataDir(), 'position.key');
    await writeFile(path, (await readFile(path, 'utf8')).slice(1));
    const damaged = await verify();
    assert.equal(damaged.exit, 1);
    assert.match(damaged.printed, /^position\.key: /m);
  });
});
