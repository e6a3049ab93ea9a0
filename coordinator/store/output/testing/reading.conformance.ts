import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { OperationId } from '../../../../protocol/ids.ts';
import type { OutputFrame } from '../../../../protocol/runner/frames.ts';
import type { RawQuery } from '../output.ts';
import type { OutputBench } from './output-bench.ts';
import { EXECUTION, FIRST, SECOND, sampleBytes, sampleFrame } from './sample-output.ts';

export function readingConformance(bench: OutputBench): void {
  describe('frames', () => {
    it('are read in the order of their arrival, page by page', async () => {
      await bench.append(sampleFrame(FIRST, 0, 'a'), sampleFrame(SECOND, 0, 'b'));
      await bench.append(sampleFrame(FIRST, 1, 'c', 'stderr'));
      await bench.output.finish(FIRST, { offset: 2, digest: crc32('ac') });
      const read: string[] = [];
      let last = 0;
      for (let after = 0; ; ) {
        const { frames, next } = await bench.output.read(EXECUTION, after, 1);
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

    it('are read up to about the requested number of bytes', async () => {
      await bench.write(FIRST, sampleBytes(600_000), 50_000);
      const { frames, next } = await bench.output.read(EXECUTION, 0, 120_000);
      assert.equal(frames.length, 3);
      const rest = await bench.output.read(EXECUTION, next, 10_000_000);
      const bytes = Buffer.concat([...frames, ...rest.frames].map(({ payload }) => payload));
      assert.ok(bytes.equals(sampleBytes(600_000)));
    });

    it('are read into the given memory as far as they fit, with the same content as without this memory', async () => {
      await bench.write(FIRST, sampleBytes(300_000), 50_000);
      await bench.write(SECOND, sampleBytes(300_000), 50_000);
      const without = await bench.output.read(EXECUTION, 0, 10_000_000);
      const memory = Buffer.alloc(350_000);
      const { frames } = await bench.output.read(EXECUTION, 0, 10_000_000, () => memory);
      assert.deepEqual(frames, without.frames);
      assert.ok(frames.some(({ payload }) => payload.buffer === memory.buffer));
    });

    it('never share an arrival number, even across restarts', async () => {
      await bench.append(sampleFrame(FIRST, 0, 'a'));
      await bench.reopen();
      await bench.append(sampleFrame(SECOND, 0, 'b'));
      const { frames } = await bench.output.read(EXECUTION, 0, 100);
      assert.ok(Number(frames[1]?.arrival) > Number(frames[0]?.arrival));
    });

    it('are announced to the listeners of their execution', async () => {
      let heard = 0;
      const leave = bench.output.onReceived(EXECUTION, () => {
        heard += 1;
      });
      await bench.append(sampleFrame(FIRST, 0, 'a'));
      await bench.append(sampleFrame(OperationId.parse('8-1'), 0, 'b'));
      assert.equal(heard, 1);
      await bench.output.finish(FIRST, { offset: 1, digest: crc32('a') });
      assert.equal(heard, 2);
      leave();
      await bench.append(sampleFrame(SECOND, 0, 'a'));
      assert.equal(heard, 2);
    });
  });

  describe('raw bytes', () => {
    beforeEach(async () => {
      for (let part = 0; part < 10; part += 1) {
        const received = bench.received(FIRST);
        await bench.append(
          sampleFrame(FIRST, received, sampleBytes(10_000, part + 1)),
          sampleFrame(FIRST, received + 10_000, Buffer.alloc(3000, part), 'stderr'),
          sampleFrame(SECOND, part * 1000, Buffer.alloc(1000, 65 + part)),
        );
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
        'one stream of an operation',
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
        assert.ok((await bench.raw(selection)).equals(whole));
        assert.equal(await bench.output.rawSize(EXECUTION, selection), whole.byteLength);
        const range = fc.tuple(fc.nat(whole.byteLength + 10), fc.nat(whole.byteLength + 10));
        await fc.assert(
          fc.asyncProperty(range, async ([start, end]) => {
            assert.ok(
              (await bench.raw({ ...selection, start, end })).equals(
                whole.subarray(start, Math.max(start, end)),
              ),
            );
          }),
          { numRuns: 25 },
        );
      });
    }

    it('follow new output until the reader stops following', async () => {
      const until = new AbortController();
      const following = bench.raw({ operationId: SECOND, start: 9_999, followUntil: until.signal });
      for (const text of ['one ', 'two ', 'three']) {
        await new Promise(setImmediate);
        await bench.write(SECOND, text);
      }
      until.abort();
      assert.deepEqual(String(await following), 'Jone two three');
    });

    it('stop when their reader disconnects', async () => {
      const gone = new AbortController();
      const following = bench.raw({ followUntil: new AbortController().signal, signal: gone.signal });
      await new Promise(setImmediate);
      gone.abort();
      await following;
    });

    it('of 50 MB are read unchanged', async function () {
      this.timeout(120_000);
      const third = OperationId.parse('7-3');
      const block = sampleBytes(1_000_000, 9);
      const sent = createHash('sha256');
      for (let part = 0; part < 50; part += 1) {
        block.writeUInt32BE(part, 0);
        const frames: OutputFrame[] = [];
        for (let at = 0; at < block.byteLength; at += 65_536)
          frames.push(sampleFrame(third, part * block.byteLength + at, block.subarray(at, at + 65_536)));
        await bench.output.log(third).append(frames);
        sent.update(block);
      }
      const kept = createHash('sha256');
      for await (const piece of bench.output.readRaw(EXECUTION, { operationId: third })) kept.update(piece);
      assert.equal(kept.digest('hex'), sent.digest('hex'));
    });
  });
}
