import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ExecutionId, OperationId } from '../../../protocol/ids.ts';
import type { EntriesPage, EntriesQuery, Output, OutputFrame, RawQuery } from './output.ts';

/** What a test has of an implementation: output that it may close and open again. */
export interface OutputFixture {
  open(): Promise<Output>;
  remove(): Promise<void>;
}

export const EXECUTION = ExecutionId.parse(7);
export const FIRST = OperationId.parse('7-1');
export const SECOND = OperationId.parse('7-2');

export function sampleFrame(
  operationId: OperationId,
  offset: number,
  payload: Uint8Array | string,
  stream: OutputFrame['stream'] = 'stdout',
): OutputFrame {
  return { operationId, stream, offset, time: offset + 0.5, payload: Buffer.from(payload) };
}

export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const collected: Uint8Array[] = [];
  for await (const piece of pieces) collected.push(piece);
  return Buffer.concat(collected);
}

/** Bytes that differ everywhere, with newlines here and there. */
export function sampleBytes(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

const withCode = (code: string) => (error: unknown) => isOutrunnerError(error) && error.code === code;

/** What every implementation of {@link Output} keeps. */
export function outputConformance(name: string, create: () => Promise<OutputFixture>): void {
  describe(`Output in ${name}`, () => {
    let fixture: OutputFixture;
    let output: Output;
    beforeEach(async () => {
      fixture = await create();
      output = await fixture.open();
    });
    afterEach(async () => {
      await output.close();
      await fixture.remove();
    });

    async function reopen(): Promise<void> {
      await output.close();
      output = await fixture.open();
    }

    /** Appends bytes in frames of a size, to any stream. */
    async function write(operationId: OperationId, bytes: Uint8Array | string, size = 60_000): Promise<void> {
      const { received } = await output.progress(operationId);
      const whole = Buffer.from(bytes);
      for (let at = 0; at < whole.byteLength; at += size)
        await output.append([sampleFrame(operationId, received + at, whole.subarray(at, at + size))]);
    }

    const raw = (query: RawQuery = {}) => collect(output.readRaw(EXECUTION, query));
    const entries = (query: Partial<EntriesQuery> = {}) =>
      output.entries(EXECUTION, { cursor: '0', ...query });
    const logs = (page: EntriesPage) => page.entries.map(({ log }) => log);

    describe('receiving', () => {
      it('begins with nothing', async () => {
        assert.deepEqual(await output.progress(FIRST), {
          operationId: FIRST,
          received: 0,
          durable: 0,
          phase: 'open',
        });
        assert.deepEqual(await output.operations(EXECUTION), []);
        assert.deepEqual(await output.read(EXECUTION, 0, 1000), { frames: [], next: 0 });
        assert.deepEqual(await raw(), Buffer.alloc(0));
      });

      it('answers for each operation how far it has come', async () => {
        const receipts = await output.append([
          sampleFrame(FIRST, 0, 'abc'),
          sampleFrame(SECOND, 0, 'x'),
          sampleFrame(FIRST, 3, 'de', 'stderr'),
        ]);
        assert.deepEqual(
          receipts.map(({ operationId, received, refused }) => [operationId, received, refused]),
          [
            [FIRST, 5, undefined],
            [SECOND, 1, undefined],
          ],
        );
      });

      it('answers a gap with what is there, and writes nothing of it', async () => {
        const [receipt] = await output.append([sampleFrame(FIRST, 0, 'abc'), sampleFrame(FIRST, 4, 'x')]);
        assert.equal(receipt?.received, 3);
        assert.deepEqual(await raw(), Buffer.from('abc'));
      });

      it('takes what it knows without writing it again', async () => {
        await output.append([sampleFrame(FIRST, 0, 'abcdef')]);
        const [again] = await output.append([sampleFrame(FIRST, 2, 'cd')]);
        assert.equal(again?.received, 6);
        const [more] = await output.append([sampleFrame(FIRST, 4, 'efgh')]);
        assert.equal(more?.received, 8);
        assert.deepEqual(await raw(), Buffer.from('abcdefgh'));
      });

      it('refuses what differs from what is kept, and never rewrites it', async () => {
        await output.append([sampleFrame(FIRST, 0, 'abcdef')]);
        const [receipt, other] = await output.append([
          sampleFrame(FIRST, 4, 'eXgh'),
          sampleFrame(SECOND, 0, 'taken all the same'),
        ]);
        assert.equal(receipt?.refused?.code, 'output-conflict');
        assert.equal(receipt?.received, 6);
        assert.equal(other?.received, 18);
        const [stream] = await output.append([sampleFrame(FIRST, 0, 'abc', 'stderr')]);
        assert.equal(stream?.refused?.code, 'output-conflict');
        assert.deepEqual(await raw({ operationId: FIRST }), Buffer.from('abcdef'));
      });

      it('takes the same frames from several requests at once', async () => {
        const whole = sampleBytes(200_000);
        const pieces = [0, 1, 2, 3].map((part) => whole.subarray(part * 50_000, (part + 1) * 50_000));
        const send = async () => {
          for (const [part, piece] of pieces.entries())
            await output.append([sampleFrame(FIRST, part * 50_000, piece)]);
        };
        await Promise.all([send(), send(), send()]);
        assert.deepEqual(await raw(), whole);
      });

      it('keeps the whole in order, whatever pieces come in whatever order, over new starts', async () => {
        const whole = sampleBytes(300_000, 3);
        const piece = fc.tuple(fc.nat(299_999), fc.integer({ min: 1, max: 65_536 }), fc.boolean());
        await fc.assert(
          fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
            for (const [offset, length, again] of pieces) {
              await output.append([sampleFrame(FIRST, offset, whole.subarray(offset, offset + length))]);
              const { received } = await output.progress(FIRST);
              await output.append([sampleFrame(FIRST, received, whole.subarray(received, received + 9000))]);
              if (again) await reopen();
            }
            const { received } = await output.progress(FIRST);
            assert.ok((await raw()).equals(whole.subarray(0, received)));
          }),
          { numRuns: 10 },
        );
      });
    });

    describe('durability', () => {
      it('comes when it is asked for', async () => {
        await write(FIRST, sampleBytes(100_000));
        const { received, durable } = await output.sync(FIRST);
        assert.equal(received, 100_000);
        assert.equal(durable, 100_000);
      });

      it('comes by itself shortly after', async () => {
        await output.append([sampleFrame(FIRST, 0, 'abc')]);
        while ((await output.progress(FIRST)).durable < 3) await new Promise((tick) => setTimeout(tick, 5));
      });

      it('comes with closing, and offsets go on where they were', async () => {
        await write(FIRST, sampleBytes(150_000));
        await reopen();
        const { received, durable } = await output.progress(FIRST);
        assert.deepEqual([received, durable], [150_000, 150_000]);
        await write(FIRST, 'more');
        assert.deepEqual((await raw({ start: 149_998 })).subarray(2), Buffer.from('more'));
      });
    });

    describe('the end of an operation', () => {
      const whole = Buffer.concat([sampleBytes(100_000), Buffer.from('unfinished')]);
      const end = { offset: whole.byteLength, digest: crc32(whole) };

      it('is accepted when all is there, and is durable then', async () => {
        await write(FIRST, whole);
        assert.deepEqual(await output.finish(FIRST, end), { kind: 'finished' });
        assert.deepEqual(await output.finish(FIRST, end), { kind: 'finished' }, 'again');
        await reopen();
        assert.deepEqual(await output.progress(FIRST), {
          operationId: FIRST,
          received: end.offset,
          durable: end.offset,
          phase: 'finished',
        });
        assert.deepEqual(await output.finish(FIRST, end), { kind: 'finished' }, 'after a new start');
      });

      it('of an operation without output is accepted', async () => {
        assert.deepEqual(await output.finish(FIRST, { offset: 0, digest: 0 }), { kind: 'finished' });
        await reopen();
        assert.equal((await output.progress(FIRST)).phase, 'finished');
      });

      it('is refused while bytes are missing', async () => {
        await write(FIRST, whole.subarray(0, 70_000));
        assert.deepEqual(await output.finish(FIRST, end), { kind: 'incomplete', received: 70_000 });
        await reopen();
        await write(FIRST, whole.subarray(70_000));
        assert.deepEqual(await output.finish(FIRST, end), { kind: 'finished' }, 'the digest survived');
      });

      it('is refused when the bytes are others', async () => {
        await write(FIRST, whole);
        const differs = { kind: 'differs', received: end.offset, digest: end.digest };
        assert.deepEqual(await output.finish(FIRST, { ...end, digest: 1 }), differs);
        assert.deepEqual(await output.finish(FIRST, { ...end, offset: 5 }), differs);
        assert.equal((await output.progress(FIRST)).phase, 'open');
      });

      it('lets nothing more in, but answers what it knows', async () => {
        await write(FIRST, whole);
        await output.finish(FIRST, end);
        const [known] = await output.append([sampleFrame(FIRST, 0, whole.subarray(0, 5000))]);
        assert.equal(known?.refused, undefined);
        const [more] = await output.append([sampleFrame(FIRST, end.offset, 'x')]);
        assert.equal(more?.refused?.code, 'output-complete');
        assert.equal(more?.received, end.offset);
      });

      it('where nobody said what is complete still takes what comes late', async () => {
        await write(FIRST, 'a\nb');
        await output.end(FIRST);
        assert.equal((await output.progress(FIRST)).phase, 'ended');
        assert.deepEqual(logs(await entries()), ['a', 'b']);
        await write(FIRST, 'c\n');
        await reopen();
        assert.deepEqual(logs(await entries()), ['a', 'b', 'c']);
        assert.deepEqual(await output.finish(FIRST, { offset: 5, digest: crc32('a\nbc\n') }), {
          kind: 'finished',
        });
      });
    });

    describe('frames', () => {
      it('are read in the order of their arrival, page by page', async () => {
        await output.append([sampleFrame(FIRST, 0, 'a'), sampleFrame(SECOND, 0, 'b')]);
        await output.append([sampleFrame(FIRST, 1, 'c', 'stderr')]);
        await output.finish(FIRST, { offset: 2, digest: crc32('ac') });
        const read: string[] = [];
        let last = 0;
        for (let after = 0; ; ) {
          const { frames, next } = await output.read(EXECUTION, after, 1);
          if (frames.length === 0) break;
          for (const { operationId, stream, offset, time, payload, arrival } of frames) {
            read.push(`${operationId} ${stream} ${offset} ${time} ${Buffer.from(payload)}`);
            assert.ok(arrival > last);
            last = arrival;
          }
          after = next;
        }
        assert.deepEqual(read, ['7-1 stdout 0 0.5 a', '7-2 stdout 0 0.5 b', '7-1 stderr 1 1.5 c']);
      });

      it('are read up to about so many bytes', async () => {
        await write(FIRST, sampleBytes(600_000), 50_000);
        const { frames, next } = await output.read(EXECUTION, 0, 120_000);
        assert.equal(frames.length, 3);
        const rest = await output.read(EXECUTION, next, 10_000_000);
        const bytes = Buffer.concat([...frames, ...rest.frames].map(({ payload }) => payload));
        assert.ok(bytes.equals(sampleBytes(600_000)));
      });

      it('never share an arrival number, over new starts', async () => {
        await output.append([sampleFrame(FIRST, 0, 'a')]);
        await reopen();
        await output.append([sampleFrame(SECOND, 0, 'b')]);
        const { frames } = await output.read(EXECUTION, 0, 100);
        assert.ok(Number(frames[1]?.arrival) > Number(frames[0]?.arrival));
      });

      it('are announced, to those who listen to their execution', async () => {
        let heard = 0;
        const leave = output.onReceived(EXECUTION, () => {
          heard += 1;
        });
        await output.append([sampleFrame(FIRST, 0, 'a')]);
        await output.append([sampleFrame(OperationId.parse('8-1'), 0, 'b')]);
        assert.equal(heard, 1);
        await output.finish(FIRST, { offset: 1, digest: crc32('a') });
        assert.equal(heard, 2);
        leave();
        await output.append([sampleFrame(SECOND, 0, 'a')]);
        assert.equal(heard, 2);
      });
    });

    describe('raw bytes', () => {
      beforeEach(async () => {
        for (let part = 0; part < 10; part += 1) {
          const { received } = await output.progress(FIRST);
          await output.append([
            sampleFrame(FIRST, received, sampleBytes(10_000, part + 1)),
            sampleFrame(FIRST, received + 10_000, Buffer.alloc(3000, part), 'stderr'),
            sampleFrame(SECOND, part * 1000, Buffer.alloc(1000, 65 + part)),
          ]);
        }
      });
      const parts = (map: (part: number) => Buffer[]) =>
        Buffer.concat([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap(map));
      const wholes: [string, RawQuery, Buffer][] = [
        [
          'an operation',
          { operationId: FIRST },
          parts((part) => [sampleBytes(10_000, part + 1), Buffer.alloc(3000, part)]),
        ],
        [
          'one of its streams',
          { operationId: FIRST, stream: 'stderr' },
          parts((part) => [Buffer.alloc(3000, part)]),
        ],
        [
          'an execution',
          {},
          parts((part) => [
            sampleBytes(10_000, part + 1),
            Buffer.alloc(3000, part),
            Buffer.alloc(1000, 65 + part),
          ]),
        ],
        [
          'one stream of an execution',
          { stream: 'stdout' },
          parts((part) => [sampleBytes(10_000, part + 1), Buffer.alloc(1000, 65 + part)]),
        ],
      ];
      for (const [what, selection, whole] of wholes) {
        it(`of ${what} are exact, as a whole and in any range`, async () => {
          assert.ok((await raw(selection)).equals(whole));
          assert.equal(await output.rawSize(EXECUTION, selection), whole.byteLength);
          const range = fc.tuple(fc.nat(whole.byteLength + 10), fc.nat(whole.byteLength + 10));
          await fc.assert(
            fc.asyncProperty(range, async ([start, end]) => {
              assert.ok(
                (await raw({ ...selection, start, end })).equals(whole.subarray(start, Math.max(start, end))),
              );
            }),
            { numRuns: 25 },
          );
        });
      }

      it('follow what arrives, until they are told that it is all', async () => {
        const until = new AbortController();
        const following = raw({ operationId: SECOND, start: 9_999, followUntil: until.signal });
        for (const text of ['one ', 'two ', 'three']) {
          await new Promise(setImmediate);
          await write(SECOND, text);
        }
        until.abort();
        assert.deepEqual(String(await following), 'Jone two three');
      });

      it('stop when their reader goes', async () => {
        const gone = new AbortController();
        const following = raw({ followUntil: new AbortController().signal, signal: gone.signal });
        await new Promise(setImmediate);
        gone.abort();
        await following;
      });

      it('of 50 MB are the same bytes', async function () {
        this.timeout(120_000);
        const third = OperationId.parse('7-3');
        const block = sampleBytes(1_000_000, 9);
        const sent = createHash('sha256');
        for (let part = 0; part < 50; part += 1) {
          block.writeUInt32BE(part, 0);
          const frames: OutputFrame[] = [];
          for (let at = 0; at < block.byteLength; at += 65_536)
            frames.push(sampleFrame(third, part * block.byteLength + at, block.subarray(at, at + 65_536)));
          await output.append(frames);
          sent.update(block);
        }
        const kept = createHash('sha256');
        for await (const piece of output.readRaw(EXECUTION, { operationId: third })) kept.update(piece);
        assert.equal(kept.digest('hex'), sent.digest('hex'));
      });
    });

    describe('entries', () => {
      it('are lines, in the order of the frames that ended them', async () => {
        await output.append([
          sampleFrame(FIRST, 0, 'one begins'),
          sampleFrame(SECOND, 0, 'two\n'),
          sampleFrame(FIRST, 10, 'error\r\n', 'stderr'),
          sampleFrame(FIRST, 17, ' and ends\nrest'),
        ]);
        const page = await entries();
        assert.deepEqual(page.entries, [
          { operationId: SECOND, stream: 'stdout', time: 0.5, log: 'two', cut: false },
          { operationId: FIRST, stream: 'stderr', time: 10.5, log: 'error', cut: false },
          { operationId: FIRST, stream: 'stdout', time: 17.5, log: 'one begins and ends', cut: false },
        ]);
        assert.equal(page.atEnd, true);
        assert.equal(page.totalSize, 35);
      });

      it('come after the cursor of the page before', async () => {
        await write(FIRST, 'a\nb\nc');
        const first = await entries();
        assert.deepEqual(logs(first), ['a', 'b']);
        const nothing = await entries({ cursor: first.cursor });
        assert.deepEqual([nothing.entries, nothing.cursor, nothing.atEnd], [[], first.cursor, true]);
        await write(FIRST, 'd\ne\n');
        await reopen();
        const second = await entries({ cursor: first.cursor });
        assert.deepEqual(logs(second), ['cd', 'e']);
        const third = await entries({ cursor: second.cursor });
        assert.equal(third.cursor, second.cursor);
      });

      it('of unfinished lines come when their operation ends', async () => {
        await output.append([
          sampleFrame(FIRST, 0, 'out'),
          sampleFrame(FIRST, 3, 'err\r', 'stderr'),
          sampleFrame(SECOND, 0, 'open'),
        ]);
        const before = await entries();
        assert.deepEqual(logs(before), []);
        await output.finish(FIRST, { offset: 7, digest: crc32('outerr\r') });
        const after = await entries({ cursor: before.cursor, maxLines: 1 });
        assert.deepEqual(logs(after), ['out']);
        assert.deepEqual(logs(await entries({ cursor: after.cursor })), ['err\r']);
      });

      it('are at most 20,000, or 4 MiB, but always one', async () => {
        await write(FIRST, 'x\n'.repeat(25_000));
        const many = await entries();
        assert.equal(many.entries.length, 20_000);
        assert.equal(many.atEnd, false);
        const rest = await entries({ cursor: many.cursor });
        assert.equal(rest.entries.length, 5000);
        await write(SECOND, `${'y'.repeat(60_000)}\n`.repeat(100));
        const large = await entries({ cursor: rest.cursor });
        assert.equal(large.entries.length, 69);
        const one = await entries({ cursor: rest.cursor, maxLines: 0 });
        assert.equal(one.entries.length, 1);
      });

      it('are cut when a line is too long, wherever a page begins in it', async () => {
        await write(FIRST, 'z'.repeat(200_000));
        const before = await entries();
        await write(FIRST, `${'z'.repeat(70_000)}\nshort\n`);
        for (const cursor of ['0', before.cursor]) {
          const page = await entries({ cursor });
          assert.deepEqual(
            page.entries.map(({ log, cut }) => [log.length, cut]),
            [
              [65_536, true],
              [5, false],
            ],
          );
        }
        assert.equal((await entries({ lineBytes: 10 })).entries[0]?.log, 'z'.repeat(10));
      });

      it('drop a CR although the page begins between it and its LF', async () => {
        await write(FIRST, 'a\r');
        const before = await entries();
        await write(FIRST, '\nb\n');
        assert.deepEqual(logs(await entries({ cursor: before.cursor })), ['a', 'b']);
      });

      it('are the last ones when asked for', async () => {
        await write(FIRST, '1\n2\n3\n4', 3);
        await write(SECOND, 'x\ny\n', 1);
        await output.end(FIRST);
        const last = async (lastLines: number) => logs(await entries({ lastLines }));
        assert.deepEqual(await last(0), []);
        assert.deepEqual(await last(1), ['4']);
        assert.deepEqual(await last(2), ['y', '4']);
        assert.deepEqual(await last(4), ['3', 'x', 'y', '4']);
        assert.deepEqual(await last(5), ['2', '3', 'x', 'y', '4']);
        assert.deepEqual(await last(100), ['1', '2', '3', 'x', 'y', '4']);
        const page = await entries({ lastLines: 4, maxLines: 2 });
        assert.deepEqual(logs(await entries({ cursor: page.cursor })), ['y', '4']);
      });

      it('are refused for a cursor that is none', async () => {
        await assert.rejects(entries({ cursor: '12' }), withCode('invalid-input'));
      });

      it('are neither lost nor repeated, wherever pages and writes fall', async () => {
        const text = fc.stringMatching(/^[ab\r\n€]{0,8}$/);
        const stream = fc.constantFrom<OutputFrame['stream'][]>('stdout', 'stderr', 'terminal');
        const operation = fc.constantFrom(1, 2);
        const act = fc.record({
          text,
          stream,
          operation,
          read: fc.integer({ min: 0, max: 3 }),
          again: fc.nat(9),
        });
        let execution = 100;
        await fc.assert(
          fc.asyncProperty(fc.array(act, { maxLength: 15 }), async (acts) => {
            execution += 1;
            const id = ExecutionId.parse(execution);
            const read: string[] = [];
            const last = new Map<string, Buffer>();
            let cursor = '0';
            const readPage = async (maxLines: number): Promise<boolean> => {
              const page = await output.entries(id, { cursor, maxLines });
              cursor = page.cursor;
              for (const entry of page.entries)
                read.push(`${entry.operationId} ${entry.stream} ${entry.log}`);
              return page.atEnd;
            };
            for (const { text: added, stream: to, operation: sequence, read: lines, again } of acts) {
              const operationId = OperationId.parse(`${execution}-${sequence}`);
              const { received } = await output.progress(operationId);
              await output.append([sampleFrame(operationId, received, added, to)]);
              const name = `${operationId} ${to}`;
              last.set(name, Buffer.concat([last.get(name) ?? Buffer.alloc(0), Buffer.from(added)]));
              if (again === 0) await reopen();
              if (lines > 0) await readPage(lines);
            }
            for (const sequence of [1, 2]) await output.end(OperationId.parse(`${execution}-${sequence}`));
            while (!(await readPage(2)));
            for (const [name, bytes] of last) {
              const lines = String(bytes).split('\n');
              const unfinished = lines.pop() ?? '';
              const expected = lines.map((line) => line.replace(/\r$/, ''));
              if (unfinished !== '') expected.push(unfinished);
              assert.deepEqual(
                read.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1)),
                expected,
              );
            }
            const all = await output.entries(id, { cursor: '0' });
            assert.deepEqual(
              all.entries.map((entry) => `${entry.operationId} ${entry.stream} ${entry.log}`),
              read,
            );
          }),
          { numRuns: 40 },
        );
      });
    });

    describe('the log of one operation', () => {
      it('appends, reads and syncs as its receiver does', async () => {
        const log = await output.log(FIRST);
        assert.equal(log.received, 0);
        await log.append([sampleFrame(FIRST, 0, 'abc'), sampleFrame(FIRST, 3, 'def', 'stderr')]);
        assert.equal(log.received, 6);
        assert.deepEqual(String(await log.read(2, 5)), 'cde');
        assert.deepEqual(String(await log.read(5, 100)), 'f');
        await log.sync();
        assert.equal(log.durable, 6);
        await assert.rejects(log.append([sampleFrame(FIRST, 0, 'x')]), withCode('output-conflict'));
        await assert.rejects(log.append([sampleFrame(FIRST, 9, 'x')]), withCode('frames-invalid'));
      });
    });

    describe('erasing', () => {
      it('removes all of an execution and nothing of another', async () => {
        const other = OperationId.parse('8-1');
        await write(FIRST, sampleBytes(200_000), 300);
        await write(other, 'kept\n');
        await output.erase(EXECUTION);
        await output.erase(EXECUTION);
        assert.deepEqual(await output.operations(EXECUTION), []);
        assert.deepEqual(await raw(), Buffer.alloc(0));
        assert.equal((await entries()).totalSize, 0);
        assert.equal((await output.progress(FIRST)).received, 0);
        await reopen();
        assert.equal(String(await collect(output.readRaw(ExecutionId.parse(8), {}))), 'kept\n');
      });
    });

    it('takes nothing after it was closed', async () => {
      const last = output.append([sampleFrame(FIRST, 0, 'a')]);
      await output.close();
      assert.equal((await last)[0]?.received, 1);
      await assert.rejects(output.append([sampleFrame(FIRST, 1, 'b')]), withCode('storage-busy'));
    });
  });
}
