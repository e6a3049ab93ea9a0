import { stat } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { loadSqlite } from '../store/sqlite/load-sqlite.ts';
import { openReader } from '../store/sqlite/open-database.ts';
import type { Findings } from './findings.ts';

/** Maximum number of problems that the page check reports per file. */
const MOST_PROBLEMS = 100;

/** Minimum format number of Outrunner's databases. */
const OLDEST_FORMAT = 1;

/** Checks the pages of a database of format `version`, then its content. Writes nothing. */
export async function checkDatabase(
  path: string,
  version: number,
  findings: Findings,
  check: (database: DatabaseSync) => Promise<void> | void,
): Promise<void> {
  await findings.check(path, async () => {
    const size = await sizeOf(path);
    if (size === undefined || size === 0) {
      // SQLite would treat an empty file as an empty database.
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

/** Opens a database that no process has open. Creates no `-wal` and `-shm` files. */
function openClosed(path: string): DatabaseSync {
  const url = pathToFileURL(path);
  url.search = 'immutable=1';
  return new (loadSqlite().DatabaseSync)(url, { readOnly: true });
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}
