import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { ExecutionId, OperationId } from '../../../../protocol/ids.ts';
import { logs, type OutputBench, withCode } from './output-bench.ts';
import { collect, EXECUTION, FIRST, sampleBytes, sampleFrame } from './sample-output.ts';

export function durabilityConformance(bench: OutputBench): void {
  describe('durability of output', () => {
    it('is reached on request', async () => {
      await bench.write(FIRST, sampleBytes(100_000));
      const { received, durable } = await bench.output.sync(FIRST);
      assert.equal(received, 100_000);
      assert.equal(durable, 100_000);
    });

    it('is reached automatically after a short time', async () => {
      await bench.output.append([sampleFrame(FIRST, 0, 'abc')]);
      while ((await bench.output.progress(FIRST)).durable < 3)
        await new Promise((tick) => setTimeout(tick, 5));
    });

    it('is reported to readers of frames as the arrival number up to which frames are durable', async () => {
      await bench.output.append([sampleFrame(FIRST, 0, 'abc')]);
      for (;;) {
        const { frames, durable } = await bench.output.read(EXECUTION, 0, 1000);
        const isDurable = (await bench.output.progress(FIRST)).durable === 3;
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
      const { received, durable } = await bench.output.progress(FIRST);
      assert.deepEqual([received, durable], [150_000, 150_000]);
      await bench.write(FIRST, 'more');
      assert.deepEqual((await bench.raw({ start: 149_998 })).subarray(2), Buffer.from('more'));
    });
  });

  describe('the end of an operation', () => {
    const whole = Buffer.concat([sampleBytes(100_000), Buffer.from('unfinished')]);
    const end = { offset: whole.byteLength, digest: crc32(whole) };

    it('is accepted when all output is stored, and is durable then', async () => {
      await bench.write(FIRST, whole);
      assert.deepEqual(await bench.output.finish(FIRST, end), { kind: 'finished' });
      assert.deepEqual(await bench.output.finish(FIRST, end), { kind: 'finished' }, 'again');
      await bench.reopen();
      assert.deepEqual(await bench.output.progress(FIRST), {
        operationId: FIRST,
        received: end.offset,
        durable: end.offset,
        phase: 'finished',
      });
      assert.deepEqual(await bench.output.finish(FIRST, end), { kind: 'finished' }, 'after a new start');
    });

    it('is accepted for an operation without output', async () => {
      assert.deepEqual(await bench.output.finish(FIRST, { offset: 0, digest: 0 }), { kind: 'finished' });
      await bench.reopen();
      assert.equal((await bench.output.progress(FIRST)).phase, 'finished');
    });

    it('is refused while bytes are missing', async () => {
      await bench.write(FIRST, whole.subarray(0, 70_000));
      assert.deepEqual(await bench.output.finish(FIRST, end), { kind: 'incomplete', received: 70_000 });
      await bench.reopen();
      await bench.write(FIRST, whole.subarray(70_000));
      assert.deepEqual(await bench.output.finish(FIRST, end), { kind: 'finished' }, 'the digest survived');
    });

    it('is refused when the digest differs', async () => {
      await bench.write(FIRST, whole);
      const differs = { kind: 'differs', received: end.offset, digest: end.digest };
      assert.deepEqual(await bench.output.finish(FIRST, { ...end, digest: 1 }), differs);
      assert.deepEqual(await bench.output.finish(FIRST, { ...end, offset: 5 }), differs);
      assert.equal((await bench.output.progress(FIRST)).phase, 'open');
    });

    it('refuses further output, but accepts repeated bytes', async () => {
      await bench.write(FIRST, whole);
      await bench.output.finish(FIRST, end);
      const [known] = await bench.output.append([sampleFrame(FIRST, 0, whole.subarray(0, 5000))]);
      assert.equal(known?.refused, undefined);
      const [more] = await bench.output.append([sampleFrame(FIRST, end.offset, 'x')]);
      assert.equal(more?.refused?.code, 'output-complete');
      assert.equal(more?.received, end.offset);
    });

    it('accepts late output if the complete length is unknown', async () => {
      await bench.write(FIRST, 'a\nb');
      await bench.output.end(FIRST);
      assert.equal((await bench.output.progress(FIRST)).phase, 'ended');
      assert.deepEqual(logs(await bench.entries()), ['a', 'b']);
      await bench.write(FIRST, 'c\n');
      await bench.reopen();
      assert.deepEqual(logs(await bench.entries()), ['a', 'b', 'c']);
      assert.deepEqual(await bench.output.finish(FIRST, { offset: 5, digest: crc32('a\nbc\n') }), {
        kind: 'finished',
      });
    });
  });

  describe('the log of one operation', () => {
    it('appends, reads and syncs', async () => {
      const log = await bench.output.log(FIRST);
      assert.equal(log.received, 0);
      await log.append([sampleFrame(FIRST, 0, 'abc'), sampleFrame(FIRST, 3, 'def', 'stderr')]);
      assert.equal(log.received, 6);
      assert.equal(await log.differs(2, Buffer.from('cde')), false);
      assert.equal(await log.differs(4, Buffer.from('ex')), true);
      await log.sync();
      assert.equal(log.durable, 6);
      await assert.rejects(log.append([sampleFrame(FIRST, 0, 'x')]), withCode('output-conflict'));
      await assert.rejects(log.append([sampleFrame(FIRST, 9, 'x')]), withCode('frames-invalid'));
    });
  });

  describe('erasing', () => {
    it('removes all output of an execution and nothing of others', async () => {
      const other = OperationId.parse('8-1');
      await bench.write(FIRST, sampleBytes(200_000), 300);
      await bench.write(other, 'kept\n');
      await bench.output.erase(EXECUTION);
      await bench.output.erase(EXECUTION);
      assert.deepEqual(await bench.output.operations(EXECUTION), []);
      assert.deepEqual(await bench.raw(), Buffer.alloc(0));
      assert.equal((await bench.entries()).totalSize, 0);
      assert.equal((await bench.output.progress(FIRST)).received, 0);
      await bench.reopen();
      assert.equal(String(await collect(bench.output.readRaw(ExecutionId.parse(8), {}))), 'kept\n');
    });
  });
}
