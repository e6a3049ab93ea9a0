import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openDatabase, openReader } from '../sqlite/open-database.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { openEmbeddedJournal } from './embedded-journal.ts';
import type { ExecutionQuery, Journal } from './journal.ts';
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

describe('The figures of executions', () => {
  const HISTORY = 200_000;
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let journal: Journal;

  before(async () => {
    scratch = await scratchFolder();
    const path = join(scratch.path, 'journal.db');
    const database = openDatabase(path, JOURNAL_FORMAT, 'normal');
    // Every tenth execution belongs to job b. The ids of the last hundred follow a gap, as after a restore.
    database.exec(`
      WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${HISTORY})
      INSERT INTO execution
      SELECT iif(n > ${HISTORY} - 100, n + 1000000000000, n), 'ops', iif(n % 10 = 0, 'b', 'a'), 'ann',
        iif(n % 2 = 0, 'succeeded', 'failed'), 1000, 1000 + n, '{}' FROM number`);
    database.close();
    journal = await openEmbeddedJournal({
      path,
      worker: new URL('./journal-worker.ts', import.meta.url),
      onFatal: assert.fail,
    });
  });
  after(async () => {
    await journal.close();
    await scratch.remove();
  });

  const page = { offset: 0, max: 1 };

  it('are read in slices between which other work runs', async () => {
    let turns = 0;
    const turn = setInterval(() => (turns += 1), 1);
    const figures = await journal.executionFigures({ ...page, projects: ['ops'] });
    clearInterval(turn);
    assert.ok(turns > 0);
    assert.deepEqual(figures, {
      total: HISTORY,
      succeeded: HISTORY / 2,
      failed: HISTORY / 2,
      ended: HISTORY,
      duration: { total: (HISTORY * (HISTORY + 1)) / 2, min: 1, max: HISTORY },
    });
  });

  it('include only the executions that match', async () => {
    const { total, succeeded, duration } = await journal.executionFigures({ ...page, jobId: 'b' });
    assert.deepEqual([total, succeeded], [HISTORY / 10, HISTORY / 10]);
    assert.deepEqual([duration.min, duration.max], [10, HISTORY]);
    const referenced = { ...page, projects: ['ops'], jobs: { idsOrReferenced: ['b'] } };
    assert.equal((await journal.executionFigures(referenced)).total, HISTORY / 10);
    assert.equal((await journal.executionFigures({ ...page, before: 101 })).total, 100);
  });
});
