import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import type { OperationId } from '../../../protocol/ids.ts';
import type { OutputFrame } from '../../../protocol/runner/frames.ts';
import { Damages } from '../files/damages.ts';
import { scratchFolder } from '../testing/scratch-folder.ts';
import { KEPT_BEYOND } from './limits/output-count.ts';
import type { OutputLimit } from './limits/output-limits.ts';
import { openEmbeddedOutput } from './open-embedded-output.ts';
import type { Output } from './output.ts';
import { appendEach, collect, EXECUTION, FIRST, SECOND, sampleFrame } from './testing/sample-output.ts';

describe('Output with a limit', () => {
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let output: Output;
  let limitOf: (operationId: OperationId) => OutputLimit | undefined;
  let reached: string[];
  const open = async (): Promise<void> => {
    output = await openEmbeddedOutput({
      folder: scratch.path,
      damages: new Damages(scratch.path),
      now: () => 5,
      hasRoom: () => true,
      onFatal: assert.fail,
      limits: { of: (id) => limitOf(id), reached: (_, { group }) => reached.push(group) },
    });
  };

  beforeEach(async () => {
    scratch = await scratchFolder();
    reached = [];
    await open();
  });

  afterEach(async () => {
    await output.close();
    await scratch.remove();
  });

  const limit = (kind: OutputLimit['kind'], amount: number, drops = true): void => {
    limitOf = () => ({ group: 'all', kind, amount, drops });
  };
  /** Appends frames, and returns the received offset of each of their operations. */
  const append = async (...frames: OutputFrame[]): Promise<readonly number[]> => {
    await appendEach(output, frames);
    const operations = new Set(frames.map(({ operationId }) => operationId));
    return Array.from(operations, (operationId) => output.log(operationId).received);
  };
  const logs = async (): Promise<string[]> =>
    (await output.entries(EXECUTION, { cursor: '0' })).entries.map(({ log }) => log);
  const raw = async (): Promise<string> => (await collect(output.readRaw(EXECUTION, {}))).toString();

  it('is received completely, and stored up to the limit', async () => {
    limit('lines', 2);
    assert.deepEqual(await append(sampleFrame(FIRST, 0, 'one\ntw')), [6]);
    assert.deepEqual(await append(sampleFrame(FIRST, 6, 'o\nthree\n'), sampleFrame(FIRST, 14, 'four')), [18]);
    assert.deepEqual(reached, ['all']);
    assert.deepEqual(await append(sampleFrame(FIRST, 18, '!\n')), [20]);
    assert.deepEqual(await logs(), ['one', 'two']);
    assert.equal(await raw(), 'one\ntwo\n');
    assert.equal(await output.rawSize(EXECUTION, { operationId: FIRST }), 8);
    const whole = 'one\ntwo\nthree\nfour!\n';
    assert.deepEqual(await output.finish(FIRST, { offset: 20, digest: crc32(whole) }), { kind: 'finished' });
    assert.equal((await output.entries(EXECUTION, { cursor: '0' })).totalSize, 8);
    assert.deepEqual(reached, ['all']);
  });

  it('reaches the limit only when it is longer than the limit', async () => {
    limit('lines', 2);
    await append(sampleFrame(FIRST, 0, 'one\n'), sampleFrame(FIRST, 4, 'two\n'));
    assert.deepEqual([await logs(), reached], [['one', 'two'], []]);
    limit('bytes', 3);
    await append(sampleFrame(SECOND, 0, 'abc'));
    assert.deepEqual(reached, ['all']);
  });

  it('is cut at the exact byte of the limit, and the beginning of the cut line is an entry', async () => {
    limit('bytes', 6);
    await append(sampleFrame(FIRST, 0, 'one\ntwo\n'));
    await output.finish(FIRST, { offset: 8, digest: crc32('one\ntwo\n') });
    assert.deepEqual([await raw(), await logs()], ['one\ntw', ['one', 'tw']]);
  });

  it('is cut in the order of arrival, across operations and streams', async () => {
    limit('lines', 3);
    await append(
      sampleFrame(FIRST, 0, 'a1 '),
      sampleFrame(SECOND, 0, 'b1\n'),
      sampleFrame(FIRST, 3, 'err\n', 'stderr'),
      sampleFrame(SECOND, 3, 'b2\n'),
      sampleFrame(FIRST, 7, 'a1 again\n'),
    );
    assert.equal(await raw(), 'a1 b1\nerr\n');
    await output.end(FIRST);
    await output.end(SECOND);
    assert.deepEqual(await logs(), ['b1', 'err', 'a1 ']);
    assert.equal(output.log(FIRST).received, 16);
  });

  it('is counted for each group separately', async () => {
    limitOf = (id) => ({ group: id, kind: 'lines', amount: 1, drops: true });
    await append(sampleFrame(FIRST, 0, 'a1\na2\n'), sampleFrame(SECOND, 0, 'b1\n'));
    assert.deepEqual([await raw(), reached], ['a1\nb1\n', [FIRST]]);
  });

  it('is stored beyond the limit if the limit ends the execution', async () => {
    limit('lines', 1, false);
    await append(sampleFrame(FIRST, 0, 'one\ntwo\n'), sampleFrame(FIRST, 8, 'three\n'));
    assert.deepEqual([await raw(), reached], ['one\ntwo\nthree\n', ['all']]);
  });

  it('is stored only up to a bound beyond a limit that ends the execution', async () => {
    limit('bytes', 10, false);
    const block = Buffer.alloc(64 * 1024, 'x');
    for (let at = 0; at < 2 * KEPT_BEYOND; at += block.length) await append(sampleFrame(FIRST, at, block));
    assert.equal(output.log(FIRST).received, 2 * KEPT_BEYOND);
    assert.equal(await output.rawSize(EXECUTION, {}), 10 + KEPT_BEYOND);
    assert.deepEqual(reached, ['all']);
  });

  it('is counted across restarts', async () => {
    limit('lines', 2);
    await append(sampleFrame(FIRST, 0, 'one\n'));
    await output.close();
    await open();
    await append(sampleFrame(FIRST, 4, 'two\nthree\n'));
    await output.close();
    await open();
    assert.equal(output.log(FIRST).received, 14);
    assert.deepEqual(
      await append(sampleFrame(FIRST, 14, 'four\n'), sampleFrame(SECOND, 0, 'more\n')),
      [19, 5],
    );
    assert.equal(await raw(), 'one\ntwo\n');
    const end = { offset: 19, digest: crc32('one\ntwo\nthree\nfour\n') };
    assert.deepEqual(await output.finish(FIRST, end), { kind: 'finished' });
    assert.deepEqual(reached, ['all', 'all']);
  });

  it('is limited in a data dir that an earlier version wrote', async () => {
    limitOf = () => undefined;
    await append(sampleFrame(FIRST, 0, 'one\n'));
    await output.close();
    const database = new DatabaseSync(join(scratch.path, 'output.db'));
    database.exec('DROP TABLE dropped; ALTER TABLE frame DROP COLUMN crc; PRAGMA user_version = 1');
    database.close();
    await open();
    limit('lines', 1);
    assert.deepEqual(await append(sampleFrame(FIRST, 4, 'two\n')), [8]);
    assert.equal(await raw(), 'one\n');
  });

  it('is counted once when a batch is written again because a value of another operation was refused', async () => {
    limit('lines', 3);
    await append(sampleFrame(FIRST, 0, 'one\n'));
    const database = new DatabaseSync(join(scratch.path, 'output.db'));
    database.exec(`CREATE TRIGGER refuse BEFORE INSERT ON frame WHEN NEW.length = 13
      BEGIN SELECT RAISE(ABORT, 'this frame is refused'); END`);
    database.close();
    const [refused, taken] = await Promise.allSettled([
      output.log(SECOND).append([sampleFrame(SECOND, 0, 'is refused..\n')]),
      output.log(FIRST).append([sampleFrame(FIRST, 4, 'two\n')]),
    ]);
    assert.deepEqual([refused.status, taken.status], ['rejected', 'fulfilled']);
    await append(sampleFrame(FIRST, 8, 'three\nfour\n'));
    assert.deepEqual([await logs(), reached], [['one', 'two', 'three'], ['all']]);
  });

  it('is removed with its execution', async () => {
    limit('lines', 1);
    await append(sampleFrame(FIRST, 0, 'one\ntwo\n'));
    await output.end(FIRST);
    await output.erase([EXECUTION]);
    assert.equal(output.log(FIRST).received, 0);
    assert.deepEqual(await append(sampleFrame(FIRST, 0, 'new\n')), [4]);
    assert.equal(await raw(), 'new\n');
  });

  it('is stored as a prefix of the received bytes, however it is split into frames and calls', async () => {
    const piece = fc.record({
      first: fc.boolean(),
      text: fc.stringMatching(/^[a\n]{0,6}$/),
      stream: fc.constantFrom('stdout' as const, 'stderr' as const),
    });
    const property = fc.asyncProperty(
      fc.array(fc.array(piece, { maxLength: 5 }), { maxLength: 5 }),
      fc.nat({ max: 12 }),
      fc.constantFrom('lines' as const, 'bytes' as const),
      async (calls, amount, kind) => {
        limit(kind, amount);
        const whole = { [FIRST]: '', [SECOND]: '' };
        let arrived = '';
        for (const call of calls) {
          const frames = call.map(({ first, text, stream }) => {
            const id = first ? FIRST : SECOND;
            const frame = sampleFrame(id, Buffer.byteLength(whole[id] ?? ''), text, stream);
            whole[id] += text;
            arrived += text;
            return frame;
          });
          await appendEach(output, frames);
        }
        for (const id of [FIRST, SECOND]) {
          const text = whole[id] ?? '';
          assert.equal(output.log(id).received, text.length);
          const end = { offset: text.length, digest: crc32(text) };
          assert.deepEqual(await output.finish(id, end), { kind: 'finished' });
        }
        const kept = await raw();
        assert.ok(arrived.startsWith(kept));
        if (kind === 'bytes') assert.equal(kept.length, Math.min(amount, arrived.length));
        else assert.ok((await logs()).length <= amount);
        if (kept !== arrived && kind === 'lines') assert.equal((await logs()).length, amount);
        await output.erase([EXECUTION]);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });
});
