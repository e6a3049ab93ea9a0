import assert from 'node:assert/strict';
import fc from 'fast-check';
import { executionOf, type OperationId } from '../../../protocol/ids.ts';
import { ManualClock } from '../../dispatch/testing/manual-clock.ts';
import { operation } from '../../dispatch/testing/queued.ts';
import { Damages } from '../../store/files/damages.ts';
import { openEmbeddedOutput } from '../../store/output/open-embedded-output.ts';
import type { Output } from '../../store/output/output.ts';
import { collect } from '../../store/output/testing/sample-output.ts';
import { scratchFolder } from '../../store/testing/scratch-folder.ts';
import { frame } from '../testing/frame.ts';
import { AheadBudget, AheadFrames } from './ahead-frames.ts';
import { OperationWriter } from './operation-writer.ts';

/** A string, and frames that split the string at random positions. */
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
  let scratch: Awaited<ReturnType<typeof scratchFolder>>;
  let output: Output;
  let hasRoom: boolean;
  beforeEach(async () => {
    hasRoom = true;
    scratch = await scratchFolder();
    output = await openEmbeddedOutput({
      folder: scratch.path,
      now: () => 5,
      damages: new Damages(scratch.path),
      hasRoom: () => hasRoom,
      onFatal: assert.fail,
      syncAfter: 100,
    });
  });
  afterEach(async () => {
    await output.close();
    await scratch.remove();
  });

  const writerOf = (id: OperationId) =>
    new OperationWriter(id, output.log(id), new AheadFrames(new ManualClock(), new AheadBudget()));
  const stored = async (id: OperationId) =>
    (await collect(output.readRaw(executionOf(id), { operationId: id }))).toString();

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
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(orders, async ({ text, order }) => {
        runs += 1;
        const run = runs;
        const id = operation(run);
        const writer = writerOf(id);
        for (const { offset, end } of order) {
          const verdict = writer.offer(frame(run, offset, text.slice(offset, end)));
          if (offset <= writer.received) assert.equal(await verdict, 'taken');
        }
        await writer.flushed();
        assert.equal(await stored(id), text);
      }),
    );
  });

  it('continues after the bytes that an earlier process stored', async () => {
    await output.log(operation(1)).append([frame(1, 0, 'one ')]);
    const writer = writerOf(operation(1));
    assert.equal(writer.offer(frame(1, 4, 'two')), 'taken');
    await writer.flushed();
    assert.equal(await stored(operation(1)), 'one two');
  });

  it('refuses repeated bytes that differ', async () => {
    const writer = writerOf(operation(1));
    assert.equal(writer.offer(frame(1, 0, 'one ')), 'taken');
    assert.equal(await writer.offer(frame(1, 0, 'one ')), 'taken');
    await assert.rejects(async () => writer.offer(frame(1, 0, 'two ')), { code: 'output-conflict' });
    assert.equal(await stored(operation(1)), 'one ');
  });

  it('stores the bytes of an overlapping frame that follow the stored bytes', async () => {
    const writer = writerOf(operation(1));
    assert.equal(writer.offer(frame(1, 0, 'one ')), 'taken');
    await writer.flushed();
    assert.equal(await writer.offer(frame(1, 2, 'e two')), 'taken');
    await writer.flushed();
    assert.equal(await stored(operation(1)), 'one two');
  });

  it('continues from the stored bytes after the log failed', async () => {
    const writer = writerOf(operation(1));
    hasRoom = false;
    const offers = [frame(1, 0, 'one '), frame(1, 4, 'two')].map((each) => writer.offer(each));
    assert.deepEqual(offers, ['taken', 'taken']);
    await assert.rejects(writer.flushed(), { code: 'storage-full' });
    hasRoom = true;
    const ahead = writer.offer(frame(1, 4, 'two'));
    assert.equal(writer.offer(frame(1, 0, 'one ')), 'taken');
    assert.equal(await ahead, 'taken');
    await writer.flushed();
    assert.equal(await stored(operation(1)), 'one two');
  });
});
