import assert from 'node:assert/strict';
import { hasCode } from '../../../../support/testing/has-code.ts';
import type { OutputBench } from './output-bench.ts';
import { EXECUTION, FIRST, SECOND, sampleBytes, sampleFrame } from './sample-output.ts';

export function receivingConformance(bench: OutputBench): void {
  describe('receiving', () => {
    it('starts without output', async () => {
      assert.deepEqual([bench.received(FIRST), bench.durable(FIRST)], [0, 0]);
      const { frames, next } = await bench.output.read(EXECUTION, 0, 1000);
      assert.deepEqual([frames, next], [[], 0]);
      assert.deepEqual(await bench.raw(), Buffer.alloc(0));
    });

    it('counts the bytes of each operation', async () => {
      await bench.append(sampleFrame(SECOND, 0, 'x'));
      const log = bench.output.log(FIRST);
      await log.append([sampleFrame(FIRST, 0, 'abc'), sampleFrame(FIRST, 3, 'de', 'stderr')]);
      assert.deepEqual([bench.received(FIRST), bench.received(SECOND)], [5, 1]);
      assert.equal(log.received, 5);
    });

    for (const [what, second] of [
      ['leaves a gap', sampleFrame(FIRST, 4, 'x')],
      ['repeats bytes', sampleFrame(FIRST, 2, 'cd')],
      ['has an offset that is not a number', sampleFrame(FIRST, Number.NaN, 'x')],
    ] as const)
      it(`refuses all frames of a call if one ${what}`, async () => {
        await bench.append(sampleFrame(FIRST, 0, 'a'));
        const call = bench.output.log(FIRST).append([sampleFrame(FIRST, 1, 'bc'), second]);
        await assert.rejects(call, hasCode('frames-invalid'));
        assert.deepEqual(await bench.raw(), Buffer.from('a'));
        await bench.append(sampleFrame(FIRST, 1, 'bc'));
        assert.deepEqual(await bench.raw(), Buffer.from('abc'));
      });

    it('stores nothing for a frame without bytes', async () => {
      await bench.append(
        sampleFrame(FIRST, 0, 'begin'),
        sampleFrame(FIRST, 5, ''),
        sampleFrame(FIRST, 5, 'ning\n'),
      );
      const { frames } = await bench.output.read(EXECUTION, 0, 1000);
      assert.equal(frames.length, 2);
      const { entries } = await bench.entries();
      assert.deepEqual(
        entries.map(({ log }) => log),
        ['beginning'],
      );
    });

    it('stores the frames of concurrent calls in order', async () => {
      const whole = sampleBytes(200_000);
      const calls = [0, 1, 2, 3].flatMap((part) => {
        const bytes = whole.subarray(part * 50_000, (part + 1) * 50_000);
        return [FIRST, SECOND].map((id) =>
          bench.output.log(id).append([sampleFrame(id, part * 50_000, bytes)]),
        );
      });
      await Promise.all(calls);
      assert.ok((await bench.raw({ operationId: FIRST })).equals(whole));
      assert.ok((await bench.raw({ operationId: SECOND })).equals(whole));
    });

    it('refuses the second of two calls with the same frames', async () => {
      const log = bench.output.log(FIRST);
      const [first, second] = [0, 1].map(() => log.append([sampleFrame(FIRST, 0, 'once')]));
      await first;
      await assert.rejects(Promise.resolve(second), hasCode('frames-invalid'));
      assert.deepEqual(await bench.raw(), Buffer.from('once'));
    });

    it('returns the stored frames that contain bytes of a range', async () => {
      await bench.append(sampleFrame(FIRST, 0, 'abc'), sampleFrame(FIRST, 3, 'def', 'stderr'));
      await bench.append(sampleFrame(SECOND, 0, 'other'), sampleFrame(FIRST, 6, 'ghi'));
      const frames = async (from: number, to: number) =>
        (await bench.output.log(FIRST).frames(from, to)).map(
          ({ offset, stream, payload }) => `${offset} ${stream} ${payload}`,
        );
      assert.deepEqual(await frames(1, 2), ['0 stdout abc']);
      assert.deepEqual(await frames(2, 6), ['0 stdout abc', '3 stderr def']);
      assert.deepEqual(await frames(8, 20), ['6 stdout ghi']);
      assert.deepEqual(await frames(9, 20), []);
    });
  });
}
