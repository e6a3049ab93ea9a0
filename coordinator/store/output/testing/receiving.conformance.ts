import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OutputBench } from './output-bench.ts';
import { EXECUTION, FIRST, SECOND, sampleBytes, sampleFrame } from './sample-output.ts';

export function receivingConformance(bench: OutputBench): void {
  describe('receiving', () => {
    it('starts without output', async () => {
      assert.deepEqual(await bench.output.progress(FIRST), {
        operationId: FIRST,
        received: 0,
        durable: 0,
        phase: 'open',
      });
      assert.deepEqual(await bench.output.operations(EXECUTION), []);
      const { frames, next } = await bench.output.read(EXECUTION, 0, 1000);
      assert.deepEqual([frames, next], [[], 0]);
      assert.deepEqual(await bench.raw(), Buffer.alloc(0));
    });

    it('returns the progress of each operation', async () => {
      const receipts = await bench.output.append([
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

    it('returns the stored offset for a gap, and writes nothing after the gap', async () => {
      const [receipt] = await bench.output.append([sampleFrame(FIRST, 0, 'abc'), sampleFrame(FIRST, 4, 'x')]);
      assert.equal(receipt?.received, 3);
      assert.deepEqual(await bench.raw(), Buffer.from('abc'));
    });

    it('accepts repeated bytes without writing them again', async () => {
      await bench.output.append([sampleFrame(FIRST, 0, 'abcdef')]);
      const [again] = await bench.output.append([sampleFrame(FIRST, 2, 'cd')]);
      assert.equal(again?.received, 6);
      const [more] = await bench.output.append([sampleFrame(FIRST, 4, 'efgh')]);
      assert.equal(more?.received, 8);
      assert.deepEqual(await bench.raw(), Buffer.from('abcdefgh'));
    });

    it('refuses bytes that differ from stored ones, and never rewrites them', async () => {
      await bench.output.append([sampleFrame(FIRST, 0, 'abcdef')]);
      const [receipt, other] = await bench.output.append([
        sampleFrame(FIRST, 4, 'eXgh'),
        sampleFrame(SECOND, 0, 'taken all the same'),
      ]);
      assert.equal(receipt?.refused?.code, 'output-conflict');
      assert.equal(receipt?.received, 6);
      assert.equal(other?.received, 18);
      const [stream] = await bench.output.append([sampleFrame(FIRST, 0, 'abc', 'stderr')]);
      assert.equal(stream?.refused?.code, 'output-conflict');
      assert.deepEqual(await bench.raw({ operationId: FIRST }), Buffer.from('abcdef'));
    });

    it('accepts the same frames from several concurrent requests', async () => {
      const whole = sampleBytes(200_000);
      const pieces = [0, 1, 2, 3].map((part) => whole.subarray(part * 50_000, (part + 1) * 50_000));
      const send = async () => {
        for (const [part, piece] of pieces.entries())
          await bench.output.append([sampleFrame(FIRST, part * 50_000, piece)]);
      };
      await Promise.all([send(), send(), send()]);
      assert.deepEqual(await bench.raw(), whole);
    });

    it('stores all bytes in order, however they are split and reordered, over restarts', async () => {
      const whole = sampleBytes(300_000, 3);
      const piece = fc.tuple(fc.nat(299_999), fc.integer({ min: 1, max: 65_536 }), fc.boolean());
      await fc.assert(
        fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
          for (const [offset, length, again] of pieces) {
            await bench.output.append([sampleFrame(FIRST, offset, whole.subarray(offset, offset + length))]);
            const { received } = await bench.output.progress(FIRST);
            await bench.output.append([
              sampleFrame(FIRST, received, whole.subarray(received, received + 9000)),
            ]);
            if (again) await bench.reopen();
          }
          const { received } = await bench.output.progress(FIRST);
          assert.ok((await bench.raw()).equals(whole.subarray(0, received)));
        }),
        { numRuns: 10 },
      );
    });
  });
}
