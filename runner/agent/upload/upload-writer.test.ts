import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OperationId } from '../../../protocol/ids.ts';
import { decodeFrame } from '../../../protocol/runner/frames.ts';
import { BufferPool } from '../../../support/memory/buffer-pool.ts';
import { Batch, dueWriters, fillBatch } from './batch.ts';
import { UploadWriter } from './upload-writer.ts';

const ID = OperationId.parse('1-1');
const REQUEST_BYTES = 72 * 1024;

function spoolFrame(offset: number, bytes: Uint8Array) {
  return { operationId: ID, stream: 'stdout', offset, time: 1, crc32: 0, payload: bytes } as const;
}

function framesIn(bytes: Buffer) {
  const frames = [];
  for (let position = 0; position < bytes.byteLength; ) {
    const step = decodeFrame(bytes, position);
    assert.ok(step.kind === 'frame');
    frames.push(step.frame);
    position += step.bytes;
  }
  return frames;
}

describe('the writer of an operation’s output', () => {
  it('delivers the output in order and unchanged, even if the spool repeats frames and the writer restarts', () => {
    const source = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 7) % 251));
    const steps = fc.array(
      fc.record({
        kind: fc.constantFrom('frame', 'frame', 'frame', 'send', 'send', 'lose'),
        back: fc.nat({ max: 30 }),
        length: fc.integer({ min: 1, max: 400 }),
        arrives: fc.boolean(),
      }),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const pool = new BufferPool(1024 * 1024);
        const writer = new UploadWriter(ID, 5, 0, pool);
        let stored = Buffer.alloc(0);
        let spooled = 0;
        let epoch = 0;
        writer.start(0);
        for (const { kind, back, length, arrives } of list) {
          if (kind === 'frame') {
            const from = Math.max(0, spooled - back);
            const to = Math.min(source.byteLength, spooled + length);
            writer.take(spoolFrame(from, source.subarray(from, to)));
            spooled = to;
          } else if (kind === 'send') {
            const batch = new Batch(Buffer.alloc(REQUEST_BYTES));
            fillBatch(batch, dueWriters([writer]));
            if (!arrives) continue;
            for (const frame of framesIn(batch.bytes)) {
              assert.ok(frame.epoch >= epoch, 'epochs rise');
              epoch = frame.epoch;
              if (frame.offset > stored.byteLength) continue;
              const known = stored.byteLength - frame.offset;
              const overlap = Math.min(known, frame.payload.byteLength);
              assert.ok(
                stored
                  .subarray(frame.offset, frame.offset + overlap)
                  .equals(frame.payload.subarray(0, overlap)),
              );
              stored = Buffer.concat([stored, frame.payload.subarray(overlap)]);
            }
          } else {
            writer.suspend();
            writer.start(stored.byteLength);
            spooled = stored.byteLength;
          }
        }
        assert.ok(stored.equals(source.subarray(0, stored.byteLength)));
      }),
    );
  });

  it('drops a frame that does not continue the output, because it comes from an earlier subscription', () => {
    const writer = new UploadWriter(ID, 1, 0, new BufferPool(0));
    writer.start(10);
    writer.take(spoolFrame(20, Buffer.from('ahead')));
    assert.equal(writer.queuedBytes, 0);
  });

  it('skips bytes that turn out to be stored although their request failed', () => {
    const writer = new UploadWriter(ID, 1, 0, new BufferPool(0));
    const batch = new Batch(Buffer.alloc(REQUEST_BYTES));
    writer.start(0);
    writer.received = 20;
    writer.take(spoolFrame(20, Buffer.from('behind')));
    fillBatch(batch, [writer]);
    assert.deepEqual(
      framesIn(batch.bytes).map(({ offset, payload }) => [offset, Buffer.from(payload).toString()]),
      [[20, 'behind']],
    );
  });

  it('returns credit for all new and repeated bytes, including those that arrived before the subscription', () => {
    const writer = new UploadWriter(ID, 1, 0, new BufferPool(0));
    const credits: number[] = [];
    writer.start(0);
    writer.take(spoolFrame(0, Buffer.from('12345')));
    fillBatch(new Batch(Buffer.alloc(REQUEST_BYTES)), [writer]);
    writer.subscribed({ credit: (bytes) => credits.push(bytes), close: () => undefined });
    writer.take(spoolFrame(2, Buffer.from('345')));
    writer.take(spoolFrame(4, Buffer.from('567')));
    fillBatch(new Batch(Buffer.alloc(REQUEST_BYTES)), [writer]);
    assert.equal(
      credits.reduce((sum, bytes) => sum + bytes, 0),
      5 + 3 + 1 + 2,
    );
  });
});

describe('filling a request', () => {
  const writerWith = (id: string, ...sizes: number[]) => {
    const writer = new UploadWriter(OperationId.parse(id), 1, 0, new BufferPool(0));
    writer.start(0);
    let offset = 0;
    for (const size of sizes) {
      writer.take({ ...spoolFrame(offset, Buffer.alloc(size)), operationId: id });
      offset += size;
    }
    return writer;
  };

  it('takes frames from operations in turn, as many as fit', () => {
    const writers = [writerWith('1-1', 30_000, 30_000), writerWith('2-1', 30_000, 30_000)];
    const batch = new Batch(Buffer.alloc(REQUEST_BYTES));
    fillBatch(batch, writers);
    assert.deepEqual(
      framesIn(batch.bytes).map((frame) => frame.operationId),
      ['1-1', '2-1'],
    );
  });

  it('delays a small amount of output while a request of its operation is in flight, but not a large amount', () => {
    const small = writerWith('1-1', 10);
    const big = writerWith('2-1', 60_000, 60_000);
    const other = writerWith('3-1', 1);
    small.flights = 1;
    big.flights = 1;
    assert.deepEqual(dueWriters([small, big, other]), [big, other]);
  });
});
