import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openDatabase, openReader } from '../sqlite/open-database.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import type { ExecutionQuery } from './journal.ts';
import { JOURNAL_FORMAT } from './journal-format.ts';
import { JournalReader } from './journal-reader.ts';

/** Queries with each combination of eight filters; the SQL of each is different. */
const QUERIES: readonly ExecutionQuery[] = Array.from({ length: 256 }, (_, bits) => {
  const filters = [
    { user: 'kim' },
    { startedBefore: 1 },
    { startedAfter: 1 },
    { endedBefore: 1 },
    { endedAfter: 1 },
    { before: 1 },
    { isAdhoc: true },
    { jobs: { name: 'deploy' } },
  ];
  const chosen = filters.filter((_filter, index) => bits & (1 << index));
  return Object.assign({ offset: 0, max: 1 }, ...chosen);
});

describe('JournalReader', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let reader: JournalReader;
  let prepared: string[];

  beforeEach(async () => {
    scratch = await scratchFolder();
    const path = join(scratch.path, 'journal.db');
    openDatabase(path, JOURNAL_FORMAT, 'normal').close();
    const database = openReader(path);
    const prepare = database.prepare.bind(database);
    prepared = [];
    database.prepare = (sql) => {
      prepared.push(sql);
      return prepare(sql);
    };
    reader = new JournalReader(database, path, () => undefined);
  });
  afterEach(async () => {
    reader.close();
    await scratch.remove();
  });

  it('prepares a query once, and keeps the last 200 prepared queries', () => {
    const [unfiltered, ...others] = QUERIES.map((query) => () => reader.executionIds(query));
    unfiltered?.();
    for (const ask of others) {
      ask();
      unfiltered?.();
    }
    assert.equal(prepared.length, 256);
    for (const ask of others.slice(-199)) ask();
    unfiltered?.();
    assert.equal(prepared.length, 256);
    others.at(0)?.();
    assert.equal(prepared.length, 257);
  });
});
