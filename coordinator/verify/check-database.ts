import { stat } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { loadSqlite } from '../store/sqlite/load-sqlite.ts';
import { openReader } from '../store/sqlite/open-database.ts';
import type { Findings } from './findings.ts';

/** Problems of one file that the check of its pages reports. */
const MOST_PROBLEMS = 100;

/** A database without a format number is not one of ours. */
const OLDEST_FORMAT = 1;

/** Checks the pages of a database of format `version`, then what it holds. Nothing is written. */
export async function checkDatabase(
  path: string,
  version: number,
  findings: Findings,
  check: (database: DatabaseSync) => Promise<void> | void,
): Promise<void> {
  await findings.check(path, async () => {
    const size = await sizeOf(path);
    if (size === undefined || size === 0) {
      // SQLite would take an empty file for an empty database.
      findings.note(path, size === 0 ? 'it is empty' : 'it is missing');
      return;
    }
    const log = await sizeOf(`${path}-wal`);
    const database = log === undefined || log === 0 ? openClosed(path) : openReader(path);
    try {
      const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
      const isOlder = found >= OLDEST_FORMAT && found < version;
      if (isOlder)
        findings.note(
          path,
          `its format ${found} is older than format ${version} of this program; only its pages are checked, and the next start migrates it`,
          'info',
        );
      else if (found !== version)
        return findings.note(path, `its format is ${found}; this program knows formats up to ${version}`);
      for (const row of database.prepare(`PRAGMA quick_check(${MOST_PROBLEMS})`).all()) {
        const problem = String(row['quick_check']);
        if (problem !== 'ok') findings.note(path, problem);
      }
      if (!isOlder) await check(database);
    } finally {
      database.close();
    }
  });
}

/** Opens a database that no process has open, without making the files that SQLite keeps beside an open one. */
function openClosed(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  url.search = 'immutable=1';
  return new (loadSqlite().DatabaseSync)(url, { readOnly: true });
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}
