import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isOutrunnerError, type OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { startProgram } from '../testing/child-program.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { deletionConformance } from './deletion.conformance.ts';
import { openEmbeddedJournal } from './embedded-journal.ts';
import { executionQueryConformance } from './execution-query.conformance.ts';
import {
  executionId,
  type JournalFixture,
  journalConformance,
  sampleEntry,
  sampleSummary,
} from './journal.conformance.ts';
import type { Journal } from './journal.ts';

const WORKER = new URL('./journal-worker.ts', import.meta.url);
const APPENDER = new URL('./append-entries.program.ts', import.meta.url).pathname;

function open(path: string, onFatal: (error: OutrunnerError) => void = assert.fail) {
  return openEmbeddedJournal({ path, worker: WORKER, onFatal });
}

const inFile = async (): Promise<JournalFixture> => {
  const scratch = await scratchFolder();
  return { open: () => open(join(scratch.path, 'journal.db')), remove: scratch.remove };
};

journalConformance('a file', inFile);
executionQueryConformance('a file', inFile);
deletionConformance('a file', inFile);

describe('The embedded journal', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let path: string;
  beforeEach(async () => {
    scratch = await scratchFolder();
    path = join(scratch.path, 'journal.db');
  });
  afterEach(() => scratch.remove());

  it('is readable by its owner only, and a single file once it is closed', async () => {
    const journal = await open(path);
    await journal.append([sampleEntry(1)]);
    for (const name of await readdir(scratch.path))
      assert.equal((await stat(join(scratch.path, name))).mode & 0o777, 0o600, name);
    await journal.close();
    assert.deepEqual(await readdir(scratch.path), ['journal.db']);
  });

  describe('with counters out of range', () => {
    const change = (act: (database: DatabaseSync) => void): void => {
      const database = new DatabaseSync(path);
      act(database);
      database.close();
    };
    const openRepaired = async (): Promise<[Journal, string[]]> => {
      const problems: string[] = [];
      const onDamage = (problem: string): void => void problems.push(problem);
      return [await openEmbeddedJournal({ path, worker: WORKER, onFatal: assert.fail, onDamage }), problems];
    };
    beforeEach(async () => {
      const journal = await open(path);
      await journal.append([sampleEntry(1, 'first'), sampleEntry(1, 'second')]);
      await journal.close();
    });

    for (const value of ['1000000001000001', '9007199255740988', '1e300', 'NaN', '-1'])
      it(`continues from its entries if the counters are "${value}"`, async () => {
        change((database) => {
          const set = database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
          for (const name of ['sequence-counter', 'execution-counter']) set.run(name, value);
        });
        const [journal, problems] = await openRepaired();
        assert.equal(journal.highestSequence(), 2);
        const id = await journal.nextExecutionId();
        assert.ok(id < 10, String(id));
        assert.equal(await journal.meta('sequence-counter.set-aside'), value);
        assert.equal(problems.length, 2);
        await journal.close();
        const [again, further] = await openRepaired();
        assert.deepEqual(further, []);
        await again.close();
      });

    it('renumbers entries with sequences of 2^53 and above, in order', async () => {
      const { executionId } = sampleEntry(1);
      change((database) => {
        const insert = database.prepare(
          'INSERT INTO entry (sequence, execution, type, time, data) VALUES (?, ?, ?, ?, ?)',
        );
        for (const [index, data] of ['"third"', '"fourth"'].entries())
          insert.run(2n ** 53n + 2n * BigInt(index), executionId, 'sample', 0, data);
      });
      const [journal, problems] = await openRepaired();
      const entries = await journal.readExecution(executionId);
      assert.deepEqual(
        entries.map(({ sequence, data }) => [sequence, data]),
        [
          [1, 'first'],
          [2, 'second'],
          [3, 'third'],
          [4, 'fourth'],
        ],
      );
      assert.equal(journal.highestSequence(), 4);
      assert.match(problems.join(), /2 of its entries/);
      await journal.close();
    });

    it('ignores executions whose ids are out of range when it issues ids', async () => {
      change((database) => {
        database.exec(
          "INSERT INTO execution VALUES (1000000000000000, 'ops', NULL, 'ann', 'failed', 0, 0, '{}')",
        );
      });
      const [journal] = await openRepaired();
      assert.ok((await journal.nextExecutionId()) < 10);
      await journal.close();
    });
  });

  it('shortens the long reasons of earlier versions in lists', async () => {
    const journal = await open(path);
    const message = 'x'.repeat(9 * 1024 * 1024);
    for (let id = 1; id <= 3; id += 1) {
      const summary = sampleSummary(id, { reason: { code: 'failed', message } });
      await journal.append([{ ...sampleEntry(id), summary }]);
    }
    const { executions, total } = await journal.executions({ offset: 0, max: 20 });
    assert.equal(total, 3);
    assert.deepEqual(new Set(executions.map(({ reason }) => reason?.message.length)), new Set([4096]));
    const long = await journal.execution(executionId(1));
    assert.equal(long?.reason?.message.length, message.length);
    await journal.close();
  });

  it('becomes smaller when executions are erased', async () => {
    const journal = await open(path);
    const data = 'x'.repeat(10_000);
    for (let id = 1; id <= 10; id += 1) {
      const summary = sampleSummary(id, { status: 'succeeded' });
      await journal.append(Array.from({ length: 200 }, () => ({ ...sampleEntry(id, data), summary })));
    }
    await journal.close();
    const { size } = await stat(path);
    const again = await open(path);
    const ids = Array.from({ length: 9 }, (_, index) => executionId(index + 1));
    await again.entomb(ids);
    await again.erase(ids);
    await again.releaseSpace(new AbortController().signal);
    const after = (await stat(path)).size;
    assert.ok(after < size / 4, `${size} bytes, then ${after}`);
    assert.equal((await again.readExecution(executionId(10))).length, 200);
    await again.close();
  });

  it('becomes smaller at the start if an earlier version created it and most of it is unused', async () => {
    const database = new DatabaseSync(path);
    database.exec('BEGIN; CREATE TABLE filler (text TEXT)');
    const insert = database.prepare('INSERT INTO filler VALUES (?)');
    for (let count = 0; count < 1000; count += 1) insert.run('x'.repeat(10_000));
    database.exec('COMMIT; DROP TABLE filler');
    database.close();
    const { size } = await stat(path);
    await (await open(path)).close();
    const after = (await stat(path)).size;
    assert.ok(after < size / 4, `${size} bytes, then ${after}`);
  });

  it('is refused if a newer program wrote it', async () => {
    await (await open(path)).close();
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 9; UPDATE written SET by = '9.9.9'");
    database.close();
    await assert.rejects(open(path), /journal\.db was written by version 9\.9\.9/);
  });

  it('is migrated from format 1, and a copy of the old file remains', async () => {
    const before = await open(path);
    await before.append([sampleEntry(1, 'kept')]);
    await before.close();
    const database = new DatabaseSync(path);
    database.exec('DROP TABLE delivery; DROP INDEX audit_id; ALTER TABLE audit DROP COLUMN id');
    database.exec('ALTER TABLE entry DROP COLUMN crc; PRAGMA user_version = 1');
    database.close();
    const journal = await open(path);
    const { executionId } = sampleEntry(1);
    await journal.append([{ ...sampleEntry(2), deliveries: [{ id: 'a', executionId, due: 1, data: null }] }]);
    assert.equal((await journal.openDeliveries(1)).length, 1);
    assert.equal((await journal.readExecution(executionId))[0]?.data, 'kept');
    await journal.close();
    assert.deepEqual((await readdir(scratch.path)).sort(), ['journal.db', 'journal.db.format-1']);
  });

  it('is migrated from format 3: running executions that are planned for later become scheduled', async () => {
    const before = await open(path);
    const planned = { code: 'planned', message: 'planned for 2030-01-01T00:00:00.000Z' };
    const first = sampleSummary(1, { reason: planned });
    const others = [
      sampleSummary(2, { reason: { code: 'waiting', message: 'no replica is up' } }),
      sampleSummary(3),
    ];
    await before.append([first, ...others].map((summary) => ({ ...sampleEntry(summary.id), summary })));
    await before.close();
    const database = new DatabaseSync(path);
    database.exec("DROP INDEX execution_open; UPDATE execution SET summary = 'x' WHERE id = 3");
    database.exec("CREATE INDEX execution_open ON execution (id) WHERE status = 'running'");
    database.exec('PRAGMA user_version = 3');
    database.close();
    const journal = await open(path);
    const scheduled = await journal.executions({ statuses: ['scheduled'], max: 10, offset: 0 });
    assert.deepEqual(scheduled.executions, [{ ...first, status: 'scheduled' }]);
    assert.deepEqual(await journal.executionIds({ statuses: ['running'], max: 10, offset: 0 }), [3, 2]);
    assert.equal((await journal.openExecutions()).length, 3);
    await journal.close();
  });

  it('is reported as damaged if its file is not a database', async () => {
    await writeFile(path, 'x'.repeat(5000));
    await assert.rejects(open(path), /journal\.db is damaged/);
  });

  it('fails every call and reports a fatal error if it can no longer be written', async () => {
    const fatal: OutrunnerError[] = [];
    const journal = await open(path, (error) => fatal.push(error));
    const intruder = new DatabaseSync(path);
    intruder.exec('DROP TABLE entry');
    intruder.close();
    const attempts = await Promise.allSettled([
      journal.append([sampleEntry(1)]),
      journal.setMeta('a', 'b'),
      journal.append([sampleEntry(1)]),
    ]);
    assert.deepEqual(
      attempts.map(({ status }) => status),
      ['rejected', 'rejected', 'rejected'],
    );
    assert.equal(fatal[0]?.code, 'storage-failed');
    await assert.rejects(journal.append([sampleEntry(1)]), /could not be written/);
    assert.equal(journal.highestSequence(), 0);
    await journal.close();
  });

  it('fails only the call whose value the database refuses, and stores no audit record of that call', async () => {
    const journal = await open(path, assert.fail);
    const other = new DatabaseSync(path);
    other.exec(`CREATE TRIGGER refuse BEFORE INSERT ON entry WHEN NEW.execution = 2
      BEGIN SELECT RAISE(ABORT, 'execution 2 is refused'); END`);
    other.close();
    const audit = (what: string) => [{ time: 1, who: 'ann', what, from: 'here', details: null }];
    const attempts = await Promise.allSettled([
      journal.append([{ ...sampleEntry(1), audit: audit('first') }]),
      journal.append([sampleEntry(3), { ...sampleEntry(2), audit: audit('second') }]),
      journal.setMeta('a', 'b', audit('third')),
    ]);
    assert.deepEqual(
      attempts.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    await assert.rejects(
      journal.append([sampleEntry(2)]),
      (error) => isOutrunnerError(error) && error.code === 'storage-refused' && error.message.includes(path),
    );
    await journal.append([sampleEntry(1)]);
    assert.deepEqual(
      (await journal.readAll(0)).map((entry) => Number(entry.executionId)),
      [1, 1],
    );
    assert.equal(await journal.meta('a'), 'b');
    assert.deepEqual(
      (await journal.auditLines(10)).map(({ what }) => what),
      ['third', 'first'],
    );
    await journal.close();
  });

  it('contains every acknowledged append completely after its process is killed during a write', async () => {
    let last = 0;
    for (let round = 0; round < 3; round += 1) {
      const appender = startProgram(APPENDER, [path]);
      let acknowledged = 0;
      for (let count = 0; count < 100; count += 1)
        acknowledged = Math.max(acknowledged, Number(await appender.line()));
      await appender.kill();
      const journal = await open(path);
      const entries = await journal.readAll(last);
      const begin = last;
      assert.deepEqual(
        entries.map(({ sequence }) => sequence),
        entries.map((_, index) => begin + 1 + index),
      );
      last = journal.highestSequence();
      assert.ok(last >= acknowledged);
      assert.equal(entries.length % 3, 0, 'an append is whole');
      const executions = await journal.executions({ offset: 0, max: 1 });
      assert.equal(executions.total, last / 3, 'each append has its summary');
      assert.ok((await journal.nextExecutionId()) > (executions.executions[0]?.id ?? 0));
      await journal.close();
    }
  });
});
