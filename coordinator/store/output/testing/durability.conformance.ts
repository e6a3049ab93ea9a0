import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { ExecutionId, OperationId } from '../../../../protocol/ids.ts';
import { hasCode } from '../../../../support/testing/has-code.ts';
import { logs, type OutputBench } from './output-bench.ts';
import { collect, EXECUTION, FIRST, sampleBytes, sampleFrame } from './sample-output.ts';

export function durabilityConformance(bench: OutputBench): void {
  describe('durability of output', () => {
    it('is reached automatically after a short time', async () => {
      await bench.append(sampleFrame(FIRST, 0, 'abc'));
      while (bench.durable(FIRST) < 3) await new Promise((tick) => setTimeout(tick, 5));
    });

    it('is reported to readers of frames as the arrival number up to which frames are durable', async () => {
      await bench.append(sampleFrame(FIRST, 0, 'abc'));
      for (;;) {
        const { frames, durable } = await bench.output.read(EXECUTION, 0, 1000);
        const isDurable = bench.durable(FIRST) === 3;
        if (durable >= (frames[0]?.arrival ?? 0)) {
          assert.ok(isDurable);
          return;
        }
        await new Promise((tick) => setTimeout(tick, 5));
      }
    });

    it('is reached by closing, and offsets continue afterwards', async () => {
      await bench.write(FIRST, sampleBytes(150_000));
      await bench.reopen();
      assert.deepEqual([bench.received(FIRST), bench.durable(FIRST)], [150_000, 150_000]);
      await bench.write(FIRST, 'more');
      assert.deepEqual((await bench.raw({ start: 149_998 })).subarray(2), Buffer.from('more'));
    });
  });

  describe('the end of an operation', () => {
    const whole = Buffer.concat([sampleBytes(100_000), Buffer.from('unfinished')]);
    const end = { offset: whole.byteLength, digest: crc32(whole) };

    it('is accepted when all output is stored, and is then durable', async () => {
      await bench.write(FIRST, whole);
      assert.deepEqual(await bench.output.finish(FIRST, end), { kind: 'finished' });
      assert.deepEqual(await bench.output.finish(FIRST, end), { kind: 'finished' }, 'again');
      await bench.reopen();
      assert.deepEqual([bench.received(FIRST), bench.durable(FIRST)], [end.offset, end.offset]);
      assert.deepEqual(await bench.output.finish(FIRST, end), { kind: 'finished' }, 'after a new start');
    });

    it('is accepted for an operation without output', async () => {
      assert.deepEqual(await bench.output.finish(FIRST, { offset: 0, digest: 0 }), { kind: 'finished' });
      await bench.reopen();
      await assert.rejects(bench.write(FIRST, 'x'), hasCode('output-complete'));
    });

    it('is refused while bytes are missing', async () => {
      await bench.write(FIRST, whole.subarray(0, 70_000));
      assert.deepEqual(await bench.output.finish(FIRST, end), { kind: 'incomplete', received: 70_000 });
      await bench.reopen();
      await bench.write(FIRST, whole.subarray(70_000));
      assert.deepEqual(await bench.output.finish(FIRST, end), { kind: 'finished' }, 'the digest survived');
    });

    it('is refused when the digest or the length differs', async () => {
      await bench.write(FIRST, whole);
      const differs = { kind: 'differs', received: end.offset };
      assert.deepEqual(await bench.output.finish(FIRST, { ...end, digest: 1 }), differs);
      assert.deepEqual(await bench.output.finish(FIRST, { ...end, offset: 5 }), differs);
      await bench.write(FIRST, 'more is accepted');
    });

    it('prevents further output', async () => {
      await bench.write(FIRST, whole);
      await bench.output.finish(FIRST, end);
      await assert.rejects(bench.write(FIRST, 'x'), hasCode('output-complete'));
      assert.equal(bench.received(FIRST), end.offset);
    });

    it('permits late output if the complete length is unknown', async () => {
      await bench.write(FIRST, 'a\nb');
      await bench.output.end(FIRST);
      assert.deepEqual(logs(await bench.entries()), ['a', 'b']);
      await bench.write(FIRST, 'c\n');
      await bench.reopen();
      assert.deepEqual(logs(await bench.entries()), ['a', 'b', 'c']);
      assert.deepEqual(await bench.output.finish(FIRST, { offset: 5, digest: crc32('a\nbc\n') }), {
        kind: 'finished',
      });
    });
  });

  describe('erasing', () => {
    it('removes all output of an execution and nothing of others', async () => {
      const other = OperationId.parse('8-1');
      await bench.write(FIRST, sampleBytes(200_000), 300);
      await bench.write(other, 'kept\n');
      await bench.output.erase([EXECUTION]);
      await bench.output.erase([EXECUTION]);
      assert.deepEqual(await bench.raw(), Buffer.alloc(0));
      assert.equal((await bench.entries()).totalSize, 0);
      assert.equal(bench.received(FIRST), 0);
      await bench.reopen();
      assert.equal(String(await collect(bench.output.readRaw(ExecutionId.parse(8), {}))), 'kept\n');
    });
  });
}
