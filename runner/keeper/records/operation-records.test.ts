import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OperationRecords } from './operation-records.ts';
import { FORMAT_LINE } from './record-encoding.ts';

const RAN =
  '{"record":"ended","operationId":"1-1","end":{"cause":{"kind":"exited","exitCode":3},"finalOffset":7,"digest":9,"startedAt":1000,"endedAt":2000,"data":{"key":"value"}}}';
const RELEASED =
  '{"record":"ended","operationId":"1-1","end":{"cause":{"kind":"exited","exitCode":3},"finalOffset":7,"digest":9,"startedAt":1000,"endedAt":2000,"data":{"key":"value"}},"released":true}';
const NEVER_RAN =
  '{"record":"ended","operationId":"1-2","end":{"cause":{"kind":"not-started","code":"no-space","problem":"full"},"finalOffset":0,"digest":0,"startedAt":null,"endedAt":2000}}';

describe('the records of ended operations', () => {
  let path: string;

  beforeEach(() => {
    path = join(mkdtempSync(join(tmpdir(), 'outrunner-records-')), 'operations');
    writeFileSync(path, FORMAT_LINE);
  });
  afterEach(() => rmSync(join(path, '..'), { recursive: true }));

  const open = () => new OperationRecords(path, assert.fail);
  /** Returns the JSON of each record in the log. */
  const stored = () =>
    readFileSync(path, 'utf8')
      .split('\n')
      .slice(1, -1)
      .map((line) => line.slice(9));

  it('have the exact bytes of the first format version', async () => {
    const records = open();
    const ran = {
      end: { kind: 'exited', exitCode: 3 },
      offset: 7,
      digest: 9,
      startedAt: 1000,
      endedAt: 2000,
      data: { key: 'value' },
    } as const;
    const neverRan = {
      end: { kind: 'not-started', code: 'no-space', problem: 'full' },
      offset: 0,
      digest: 0,
      endedAt: 2000,
    } as const;
    records.noteEnd('1-1', ran);
    records.noteEnd('1-2', neverRan);
    records.noteEnd('1-1', ran, true);
    await records.close();
    assert.deepEqual(stored(), [RAN, NEVER_RAN, RELEASED]);
    const found = open().recorded.map(({ operationId, result }) => [operationId, result]);
    assert.deepEqual(found, [
      ['1-1', ran],
      ['1-2', neverRan],
    ]);
  });
});
