import { closeSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import { copyBeforeMigration, type Migration, migrationsFor } from '../files/format-version.ts';
import { corruptionError } from '../files/sqlite-error.ts';
import { isFull } from '../files/storage-error.ts';
import { inTransaction } from './in-transaction.ts';
import { loadSqlite } from './load-sqlite.ts';

export interface DatabaseFormat {
  readonly version: number;
  /** SQL that creates the tables in an empty database. */
  readonly schema: string;
  readonly migrations: readonly Migration<DatabaseSync>[];
}

/** Minimum number of unused pages (4 MiB) for which a database of an earlier version is rewritten. */
const LEAST_REWRITTEN = 1024;

/**
 * `full`: a commit is durable when COMMIT returns. `normal`: a commit is durable once the write-ahead log is synced.
 */
export type Synchronous = 'full' | 'normal';

/**
 * Opens a database, or creates it with mode 0600 and a write-ahead log, and migrates it to the current format.
 *
 * Throws `data-newer`, `data-damaged`, and unchanged file system errors.
 */
export function openDatabase(path: string, format: DatabaseFormat, synchronous: Synchronous): DatabaseSync {
  touch(path);
  const database = new (loadSqlite().DatabaseSync)(path);
  try {
    // Must come first: the pragma takes effect in a new database, or when an existing database is rewritten.
    database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`);
    database.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA busy_timeout = 10000');
    settleFormat(database, path, format);
    rewriteIfMostlyUnused(database);
    return database;
  } catch (error) {
    database.close();
    throw corruptionError(error, path);
  }
}

/**
 * Rewrites a database that an earlier version created, if at least a quarter of its pages, and at least {@link
 * LEAST_REWRITTEN}, are unused. Afterwards, unused pages can be returned without a rewrite. If the disk has no room for
 * the copy, the file keeps its size and its pages are reused.
 */
function rewriteIfMostlyUnused(database: DatabaseSync): void {
  const pragma = (name: string) => Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
  if (pragma('auto_vacuum') !== 0) return;
  const free = pragma('freelist_count');
  if (free < LEAST_REWRITTEN || free < pragma('page_count') / 4) return;
  try {
    database.exec('VACUUM');
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}

/** Creates the file with mode 0600 if it is missing, because other users could read a file that SQLite creates. */
function touch(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    if (systemCode(error) === 'EISDIR')
      throw new OutrunnerError('data-damaged', { path, problem: 'it is a folder' }, { cause: error });
    throw error;
  }
}

/** Opens a second, read-only connection to a database that is open in this process. */
export function openReader(path: string): DatabaseSync {
  const database = new (loadSqlite().DatabaseSync)(path, { readOnly: true });
  database.exec('PRAGMA busy_timeout = 10000; PRAGMA query_only = ON');
  return database;
}

function settleFormat(database: DatabaseSync, path: string, format: DatabaseFormat): void {
  const formatVersion = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (formatVersion === 0) {
    inTransaction(database, () => {
      database.exec('CREATE TABLE IF NOT EXISTS written (by TEXT NOT NULL)');
      database.exec(format.schema);
      mark(database, format.version);
    });
    return;
  }
  const writtenBy = String(database.prepare('SELECT by FROM written').get()?.['by']);
  const found = { path, formatVersion, writtenBy };
  const steps = migrationsFor(found, format.version, format.migrations);
  if (steps.length === 0) return;
  database.prepare('VACUUM INTO ?').run(copyBeforeMigration(found));
  inTransaction(database, () => {
    for (const step of steps) step.migrate(database);
    mark(database, format.version);
  });
}

function mark(database: DatabaseSync, version: number): void {
  database.exec('DELETE FROM written');
  database.prepare('INSERT INTO written (by) VALUES (?)').run(PROGRAM_VERSION);
  database.exec(`PRAGMA user_version = ${version}`);
}
