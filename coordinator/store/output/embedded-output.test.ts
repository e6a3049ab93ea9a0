import assert from 'node:assert/strict';
import { cp, open as openFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { isOutrunnerError, type OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ExecutionId, OperationId } from '../../../protocol/ids.ts';
import { Damages } from '../files/damages.ts';
import { startProgram } from '../testing/child-program.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { NO_LIMITS, type OutputLimits } from './limits/output-limits.ts';
import { openEmbeddedOutput } from './open-embedded-output.ts';
import type { Output, OutputLine } from './output.ts';
import { READ_BUFFERS } from './reading/read-buffers.ts';
import { outputConformance } from './testing/output.conformance.ts';
import { collect, EXECUTION, FIRST, SECOND, sampleFrame } from './testing/sample-output.ts';
import { STREAMED, streamedBytes, streamedLine } from './testing/streamed-bytes.ts';

const APPENDER = new URL('./testing/append-output.program.ts', import.meta.url).pathname;

interface Given {
  hasRoom?: () => boolean;
  syncAfter?: number;
  limits?: OutputLimits;
  onFatal?: (error: OutrunnerError) => void;
}

function open(
  folder: string,
  { hasRoom = () => true, onFatal = assert.fail, syncAfter = 100, limits = NO_LIMITS }: Given = {},
): Promise<Output> {
  return openEmbeddedOutput({
    folder,
    now: () => 5,
    damages: new Damages(folder),
    hasRoom,
    onFatal,
    syncAfter,
    limits,
  });
}

/** Appends the bytes `from` (inclusive) to `to` (exclusive) of the stream, in frames of equal size. */
async function stream(
  output: Output,
  id: OperationId,
  from: number,
  to: number,
  size: number,
): Promise<void> {
  for (let at = from; at < to; at += size)
    await output.log(id).append([sampleFrame(id, at, streamedBytes(at, Math.min(to, at + size)))]);
}

/** Returns the entries of all pages from a cursor on, and the last cursor. */
async function allEntries(output: Output, from: string) {
  const entries: OutputLine[] = [];
  for (let cursor = from; ; ) {
    const page = await output.entries(EXECUTION, { cursor });
    entries.push(...page.entries);
    cursor = page.cursor;
    if (page.atEnd) return { entries, cursor };
  }
}

outputConformance('a database and files', async () => {
  const scratch = await scratchFolder();
  return { open: () => open(scratch.path), remove: scratch.remove };
});

describe('The embedded output store', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let folder: string;
  beforeEach(async () => {
    scratch = await scratchFolder();
    folder = scratch.path;
  });
  afterEach(() => scratch.remove());

  it('stores only long output in files, which are readable by their owner only and named by numbers', async () => {
    const output = await open(folder);
    await stream(output, FIRST, 0, 60_000, 1000);
    await stream(output, SECOND, 0, 200_000, 50_000);
    await output.rawSize(EXECUTION, { operationId: SECOND });
    const files = await readdir(join(folder, 'output'), { recursive: true });
    assert.deepEqual(files.sort(), ['7', join('7', '2.bin')]);
    assert.equal((await stat(join(folder, 'output', '7', '2.bin'))).mode & 0o777, 0o600);
    assert.equal((await stat(join(folder, 'output.db'))).mode & 0o777, 0o600);
    await output.close();
  });

  it('frees disk space when executions are erased', async () => {
    const output = await open(folder);
    const executions = Array.from({ length: 200 }, (_, index) => ExecutionId.parse(index + 1));
    for (const id of executions) {
      const size = id === 200 ? 200_000 : 50_000;
      await stream(output, OperationId.parse(`${id}-1`), 0, size, 50_000);
    }
    await output.close();
    const { size } = await stat(join(folder, 'output.db'));
    const again = await open(folder);
    await again.erase(executions.slice(1));
    await again.releaseSpace(new AbortController().signal);
    const after = (await stat(join(folder, 'output.db'))).size;
    assert.ok(after < size / 4, `${size} bytes, then ${after}`);
    assert.deepEqual(await readdir(join(folder, 'output')), []);
    assert.equal(again.log(OperationId.parse('1-1')).received, 50_000);
    await again.close();
  });

  for (const time of ['9e999', '-9e999', '1e300', '9007199254740992'])
    it(`reads a frame that an earlier version wrote with the time ${time}`, async () => {
      const before = await open(folder);
      await before.log(FIRST).append([sampleFrame(FIRST, 0, 'line\n')]);
      await before.close();
      const database = new DatabaseSync(join(folder, 'output.db'));
      database.exec(`UPDATE frame SET time = ${time}, crc = NULL`);
      database.close();
      const output = await open(folder);
      const { entries } = await output.entries(EXECUTION, { cursor: '0' });
      assert.equal(entries[0]?.log, 'line');
      assert.doesNotThrow(() => new Date(entries[0]?.time ?? 0).toISOString());
      await output.close();
    });

  it('keeps every received byte when its process is killed during a write', async () => {
    for (let round = 0; round < 3; round += 1) {
      const appender = startProgram(APPENDER, [folder]);
      const acknowledged = new Map<string, number>();
      for (let count = 0; count < 60; count += 1) {
        const [id = '', received] = (await appender.line()).split(' ');
        acknowledged.set(id, Number(received));
      }
      await appender.kill();
      const output = await open(folder);
      for (const id of STREAMED) {
        const { received, durable } = output.log(id);
        assert.ok(received >= (acknowledged.get(id) ?? 0));
        assert.equal(durable, received, 'what was found is durable');
        const kept = await collect(output.readRaw(EXECUTION, { operationId: id }));
        assert.ok(kept.equals(streamedBytes(0, received)));
        const digest = crc32(kept);
        if (round === 2)
          assert.deepEqual(await output.finish(id, { offset: received, digest }), { kind: 'finished' });
      }
      await output.close();
    }
  });

  /** Simulates a power loss: the index is intact, but the end of a file differs from the written bytes. */
  async function afterPowerLoss(from: string, damage: (file: string) => Promise<void>): Promise<Output> {
    const to = join(folder, 'after');
    await cp(from, to, { recursive: true });
    await damage(join(to, 'output', '7', '1.bin'));
    return await open(to);
  }

  async function overwrite(file: string, position: number, bytes: Buffer): Promise<void> {
    const handle = await openFile(file, 'r+');
    await handle.write(bytes, 0, bytes.byteLength, position);
    await handle.close();
  }

  async function cutAt(file: string, length: number): Promise<void> {
    const handle = await openFile(file, 'r+');
    await handle.truncate(length);
    await handle.close();
  }

  for (const [what, damage] of [
    ['contains zeros', (file: string) => overwrite(file, 200_000, Buffer.alloc(30_000))],
    ['is truncated', (file: string) => cutAt(file, 205_000)],
  ] as const) {
    it(`keeps the longest intact prefix if a file ${what} at its end, and neither loses nor repeats a line`, async () => {
      const before = join(folder, 'before');
      const output = await open(before, { syncAfter: 1_000_000 });
      await stream(output, FIRST, 0, 65_000, 5000);
      const seen = await allEntries(output, '0');
      await stream(output, FIRST, 65_000, 400_003, 25_000);
      await output.log(SECOND).append([sampleFrame(SECOND, 0, 'another\n')]);
      const lost = await afterPowerLoss(before, damage);
      const { received } = lost.log(FIRST);
      assert.equal(received, 265_000);
      const kept = await collect(lost.readRaw(EXECUTION, { operationId: FIRST }));
      assert.ok(kept.equals(streamedBytes(0, received)));
      await stream(lost, FIRST, received, 500_000, 7777);
      assert.equal(lost.log(SECOND).received, 8);
      const lines = [...seen.entries, ...(await allEntries(lost, seen.cursor)).entries];
      const logs = lines.filter(({ operationId }) => operationId === FIRST).map(({ log }) => log);
      const expected = Array.from({ length: 50_000 }, (_, number) => streamedLine(number));
      assert.ok(logs.join() === expected.join());
      await lost.close();
      await output.close();
    });
  }

  it('allows an operation to continue if its end was not durable', async () => {
    const before = join(folder, 'before');
    const output = await open(before, { syncAfter: 1_000_000 });
    await stream(output, FIRST, 0, 300_000, 50_000);
    const whole = streamedBytes(0, 300_000);
    // The test does not await this result, because the power loss precedes the result.
    const finishing = output.finish(FIRST, { offset: 300_000, digest: crc32(whole) });
    await new Promise((written) => output.onReceived(EXECUTION, () => written(undefined)));
    const lost = await afterPowerLoss(before, (file) => cutAt(file, 120_000));
    const { received } = lost.log(FIRST);
    assert.equal(received, 150_000);
    await stream(lost, FIRST, received, 300_000, 50_000);
    assert.deepEqual(await lost.finish(FIRST, { offset: 300_000, digest: crc32(whole) }), {
      kind: 'finished',
    });
    await lost.close();
    await finishing;
    await output.close();
  });

  it('refuses new output when the disk reserve is reached, but accepts ends and returns stored frames', async () => {
    let room = true;
    const output = await open(folder, { hasRoom: () => room });
    await output.log(FIRST).append([sampleFrame(FIRST, 0, 'abc')]);
    room = false;
    await assert.rejects(
      output.log(FIRST).append([sampleFrame(FIRST, 3, 'd')]),
      (error) => isOutrunnerError(error) && error.code === 'storage-full',
    );
    assert.equal((await output.log(FIRST).frames(0, 3)).length, 1);
    assert.deepEqual(await output.finish(FIRST, { offset: 3, digest: crc32('abc') }), { kind: 'finished' });
    room = true;
    await output.log(SECOND).append([sampleFrame(SECOND, 0, 'x')]);
    await output.close();
  });

  it('fails every call and reports a fatal error if its database can no longer be written', async () => {
    const fatal: OutrunnerError[] = [];
    const output = await open(folder, { onFatal: (error) => fatal.push(error) });
    const intruder = new DatabaseSync(join(folder, 'output.db'));
    intruder.exec('DROP TABLE frame');
    intruder.close();
    await assert.rejects(output.log(FIRST).append([sampleFrame(FIRST, 0, 'a')]));
    await assert.rejects(output.log(SECOND).append([sampleFrame(SECOND, 0, 'a')]));
    assert.ok(fatal.length > 0);
    await output.close();
  });

  it('rejects only the append whose frame the database refuses', async () => {
    const output = await open(folder);
    await output.log(FIRST).append([sampleFrame(FIRST, 0, 'a')]);
    const other = new DatabaseSync(join(folder, 'output.db'));
    other.exec(`CREATE TRIGGER refuse BEFORE INSERT ON frame WHEN NEW.stream_start = 1 AND NEW.length = 3
      BEGIN SELECT RAISE(ABORT, 'this frame is refused'); END`);
    other.close();
    const attempts = await Promise.allSettled([
      output.log(FIRST).append([sampleFrame(FIRST, 1, 'abc')]),
      output.log(SECOND).append([sampleFrame(SECOND, 0, 'b')]),
    ]);
    assert.deepEqual(
      attempts.map(({ status }) => status),
      ['rejected', 'fulfilled'],
    );
    await assert.rejects(
      output.log(FIRST).append([sampleFrame(FIRST, 1, 'abc')]),
      (error) => isOutrunnerError(error) && error.code === 'storage-refused',
    );
    await output.log(FIRST).append([sampleFrame(FIRST, 1, 'cd')]);
    assert.deepEqual([output.log(FIRST).received, output.log(SECOND).received], [3, 1]);
    await output.close();
  });

  it('reads raw bytes into a buffer that is no larger than the output of the operation', async () => {
    const output = await open(folder);
    await output.log(FIRST).append([sampleFrame(FIRST, 0, 'abc')]);
    const taken: number[] = [];
    const take = READ_BUFFERS.take.bind(READ_BUFFERS);
    READ_BUFFERS.take = (length) => {
      taken.push(length);
      return take(length);
    };
    try {
      const read = await collect(output.readRaw(EXECUTION, { operationId: FIRST }));
      assert.equal(String(read), 'abc');
    } finally {
      READ_BUFFERS.take = take;
    }
    assert.deepEqual(taken, [3]);
    await output.close();
  });

  it('recounts the output of an execution only once after a refused value, not for each call', async () => {
    let questions = 0;
    const of = () => {
      questions += 1;
      return { group: 'all', kind: 'bytes', amount: 1000, drops: true } as const;
    };
    const output = await open(folder, { limits: { of, reached: () => undefined } });
    const stored = 50;
    for (let offset = 0; offset < stored; offset += 1)
      await output.log(FIRST).append([sampleFrame(FIRST, offset, 'a')]);
    const other = new DatabaseSync(join(folder, 'output.db'));
    other.exec(`CREATE TRIGGER refuse BEFORE INSERT ON frame WHEN NEW.length = 3
      BEGIN SELECT RAISE(ABORT, 'this frame is refused'); END`);
    other.close();
    questions = 0;
    const calls = Array.from({ length: 10 }, (_, n) =>
      output.log(FIRST).append([sampleFrame(FIRST, stored + n, n === 9 ? 'abc' : 'b')]),
    );
    const results = await Promise.allSettled(calls);
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 9);
    assert.ok(questions < 2 * (stored + 2 * calls.length), `${questions} frames were counted`);
    await output.close();
  });

  it('is refused if a newer program wrote it', async () => {
    await (await open(folder)).close();
    const database = new DatabaseSync(join(folder, 'output.db'));
    database.exec("PRAGMA user_version = 9; UPDATE written SET by = '9.9.9'");
    database.close();
    await assert.rejects(open(folder), /output\.db was written by version 9\.9\.9/);
  });
});
