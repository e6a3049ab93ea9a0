import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';
import { RecordLog } from './record-log.ts';

describe('the record log', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outrunner-log-'));
    path = join(folder, 'log');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('returns the appended records in order', async () => {
    const log = new RecordLog(path, () => []);
    await Promise.all([1, 2, 3].map((n) => log.append({ n })));
    log.note({ n: 4 });
    await log.append({ n: 5 });
    await log.close();
    assert.deepEqual(
      RecordLog.read(path).records,
      [1, 2, 3, 4, 5].map((n) => ({ n })),
    );
  });

  it('returns the complete records, wherever the file is cut', async () => {
    const log = new RecordLog(path, () => []);
    for (const n of [1, 2, 3]) await log.append({ n, text: 'ä' });
    await log.close();
    const bytes = readFileSync(path);
    const all = RecordLog.read(path).records;
    const first = bytes.indexOf('\n') + 1;
    for (let length = first; length < bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      const records = RecordLog.read(path).records;
      assert.deepEqual(records, all.slice(0, records.length));
      assert.ok(records.length < 3);
    }
  });

  it('is compacted to the surviving records once it has grown', async () => {
    let last: object = {};
    const log = new RecordLog(path, () => [last]);
    const text = 'x'.repeat(20_000);
    for (let n = 1; n <= 200; n++) {
      last = { n, text };
      await log.append(last);
    }
    await log.append({ n: 'after' });
    await log.close();
    assert.ok(statSync(path).size < 1_200_000);
    const records = RecordLog.read(path).records as { n: unknown }[];
    assert.deepEqual(
      records.slice(-2).map(({ n }) => n),
      [200, 'after'],
    );
  });

  it('accepts no records after it was closed', async () => {
    const log = new RecordLog(path, () => []);
    await log.append({ n: 1 });
    await log.close();
    await assert.rejects(log.append({ n: 2 }), /closed/);
    assert.ok(log.failure);
  });

  it('is rewritten with all surviving records when a full disk has room again', async () => {
    let isFull = false;
    const write: typeof writeSync = (descriptor: number, ...rest: unknown[]) => {
      if (isFull) throw new Error('no space');
      return (writeSync as (...args: unknown[]) => number)(descriptor, ...rest);
    };
    const log = new RecordLog(path, () => [{ n: 'counts' }], write);
    isFull = true;
    await assert.rejects(log.append({ n: 1 }), /no space/);
    log.recover();
    assert.match(log.failure?.message ?? '', /no space/);
    isFull = false;
    log.recover();
    assert.equal(log.failure, undefined);
    await log.append({ n: 2 });
    await log.close();
    assert.deepEqual(RecordLog.read(path).records, [{ n: 'counts' }, { n: 2 }]);
    log.recover();
    assert.ok(log.failure);
  });

  it('refuses a log that a newer program wrote, and reports the version of that program', async () => {
    const log = new RecordLog(path, () => []);
    await log.close();
    assert.equal(readFileSync(path, 'utf8'), `outrunner-operations 1 ${PROGRAM_VERSION}\n`);
    writeFileSync(path, 'outrunner-operations 7 9.8.7\n');
    assert.throws(() => RecordLog.read(path), refusal('data-newer', /log was written by version 9\.8\.7/));
  });

  it('reads no records from a file that is not a log, and reports the problem', () => {
    for (const line of ['outrunner-operations 1\n', 'outrunner-operations\n', 'something else\n']) {
      writeFileSync(path, line);
      assert.deepEqual(RecordLog.read(path), { records: [], problem: 'its format is unknown' });
    }
  });
});

const refusal = (code: string, text: RegExp) => (error: unknown) =>
  isOutrunnerError(error) && error.code === code && text.test(error.message);
