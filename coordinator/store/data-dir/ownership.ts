import { chmodSync } from 'node:fs';
import { lstat, realpath, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { readOwnerAddress } from '../../../protocol/client/owner-address.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { Damages } from '../files/damages.ts';
import { isCorruption, SQLITE_RESULT, sqliteResult } from '../files/sqlite-error.ts';
import { loadSqlite } from '../sqlite/load-sqlite.ts';
import { dataDirError } from './prepare-folder.ts';

/** Maximum time to wait for the lock, in ms. Two processes that start together may block each other briefly. */
const SETTLE = 250;

/**
 * Data dirs that this process owns, by real path, with the database that holds the lock; undefined while it is being
 * locked. `owner.db` is never opened a second time: closing any of its descriptors would drop the POSIX lock that another
 * part of this process holds. The databases are referenced here because `node:sqlite` closes a database that is garbage
 * collected.
 */
const ownedHere = new Map<string, DatabaseSync | undefined>();

export interface DataDirLock {
  release(): void;
}

/**
 * Takes ownership of the data dir with an exclusive transaction on `owner.db`, an empty database. The operating system
 * releases the lock when the process ends for any reason.
 *
 * Throws `data-dir-owned` with the owner's address while another owner is alive, and `data-dir-unusable`.
 */
export async function lockDataDir(dataDir: string, damages: Damages): Promise<DataDirLock> {
  const path = await realpath(dataDir);
  if (ownedHere.has(path)) throw await owned(dataDir);
  ownedHere.set(path, undefined);
  try {
    const database = await lockCleared(join(path, 'owner.db'), damages);
    ownedHere.set(path, database);
    return {
      release: () => {
        database.close();
        ownedHere.delete(path);
      },
    };
  } catch (error) {
    ownedHere.delete(path);
    if (sqliteResult(error) === SQLITE_RESULT.busy) throw await owned(dataDir);
    if (
      sqliteResult(error) === SQLITE_RESULT.cannotOpen &&
      (await lstat(join(path, 'owner.db'))).isDirectory()
    )
      throw new OutrunnerError('data-dir-unusable', {
        path: dataDir,
        problem: 'owner.db must be a file, but is a folder',
        remedy: 'Move it away, and start again.',
      });
    throw dataDirError(error, dataDir, 'owner.db cannot be opened');
  }
}

/**
 * Like {@link lock}, but empties a file that is not a database. Does not replace the file, because a second process
 * could then lock the replacement. SQLite reads the content only under a shared lock, so no owner is alive at that
 * time.
 */
async function lockCleared(file: string, damages: Damages): Promise<DatabaseSync> {
  try {
    return lock(file);
  } catch (error) {
    if (!isCorruption(error)) throw error;
    await truncate(file);
    damages.note(file, 'it was not a database, and was emptied; it only serves as a lock');
    return lock(file);
  }
}

function lock(file: string): DatabaseSync {
  const database = new (loadSqlite().DatabaseSync)(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${SETTLE}`);
    database.exec('PRAGMA journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
    chmodSync(file, 0o600);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

async function owned(dataDir: string): Promise<OutrunnerError> {
  const address = await readOwnerAddress(dataDir);
  const reached = address?.url ?? address?.socket;
  const text =
    address === undefined ? '' : ` (process ${address.pid}${reached === undefined ? '' : ` at ${reached}`})`;
  return new OutrunnerError('data-dir-owned', { path: dataDir, address: text });
}
