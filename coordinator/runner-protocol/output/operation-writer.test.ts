import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ManualClock } from '../../dispatch/testing/manual-clock.ts';
import { operation } from '../../dispatch/testing/queued.ts';
import { frame } from '../testing/frame.ts';
import { MemoryOutput } from '../testing/memory-output.ts';
import { AheadBudget, AheadFrames } from './ahead-frames.ts';
import { OperationWriter } from './operation-writer.ts';

const newWriter = (log: MemoryOutput, clock = new ManualClock()) =>
  new OperationWriter(operation(1), log, new AheadFrames(clock, new AheadBudget()));

/** Cuts a text into frames at random places. */
const pieces = fc
  .tuple(fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme-ascii' }), fc.array(fc.nat(59)))
  .map(([text, cuts]) => {
    const places = [...new Set([0, ...cuts.filter((cut) => cut < text.length), text.length])].sort(
      (a, b) => a - b,
    );
    const frames = places.slice(1).map((end, index) => ({ offset: places[index] ?? 0, end }));
    return { text, frames };
  });

describe('OperationWriter', () => {
  it('stores every byte once and in order, however often and in whatever order frames arrive', async () => {
    const orders = pieces.chain(({ text, frames }) =>
      fc.record({
        text: fc.constant(text),
        order: fc
          .tuple(
            fc.shuffledSubarray(frames, { minLength: frames.length, maxLength: frames.length }),
            fc.array(fc.constantFrom(...frames), { maxLength: 5 }),
          )
          .map(([all, again]) => [...all, ...again]),
      }),
    );
    await fc.assert(
      fc.asyncProperty(orders, async ({ text, order }) => {
        const log = new MemoryOutput();
        const writer = newWriter(log);
        for (const { offset, end } of order) {
          const verdict = writer.offer(frame(1, offset, text.slice(offset, end)));
          if (offset <= log.received) assert.equal(await verdict, 'taken');
        }
        await writer.flushed();
        assert.equal(log.bytes.toString(), text);
      }),
    );
  });

  it('continues after the bytes that an earlier process stored', async () => {
    const log = new MemoryOutput();
    log.bytes = Buffer.from('one ');
    const writer = newWriter(log);
    assert.equal(writer.offer(frame(1, 4, 'two')), 'taken');
    await writer.flushed();
    assert.equal(log.bytes.toString(), 'one two');
  });

  it('continues from the stored bytes after the log failed', async () => {
    const log = new MemoryOutput();
    const writer = newWriter(log);
    log.beforeAppend = () => Promise.reject(new Error('the disk is full'));
    const offers = [frame(1, 0, 'one '), frame(1, 4, 'two')].map((each) => writer.offer(each));
    assert.deepEqual(offers, ['taken', 'taken']);
    await assert.rejects(writer.flushed(), /disk is full/);
    log.beforeAppend = () => Promise.resolve();
    const ahead = writer.offer(frame(1, 4, 'two'));
    assert.equal(writer.offer(frame(1, 0, 'one ')), 'taken');
    assert.equal(await ahead, 'taken');
    await writer.flushed();
    assert.equal(log.bytes.toString(), 'one two');
  });
});
