import assert from 'node:assert/strict';
import fc from 'fast-check';
import { clampEpochMilliseconds, NUMBER_LIMITS } from '../bounds.ts';
import { ExecutionId, operationId } from '../ids.ts';
import { decodeFrame, encodeFrameHead, frameBytes, STREAMS, type WireFrame } from './frames.ts';

const frames = fc.record(
  {
    operationId: fc.integer({ min: 1, max: 1e9 }).map((n) => operationId(ExecutionId.parse(n), 7)),
    stream: fc.constantFrom(...STREAMS),
    epoch: fc.integer({ min: 0, max: 0xffffffff }),
    offset: fc.integer({ min: 0, max: NUMBER_LIMITS.byteOffset - 300 }),
    time: fc.double({ min: 0, max: NUMBER_LIMITS.epochMilliseconds, noNaN: true }),
    payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  },
  { noNullPrototype: true },
);

const encode = (frame: WireFrame): Buffer => Buffer.concat([encodeFrameHead(frame), frame.payload]);

describe('output frames', () => {
  it('decode to the frames that were encoded, one after the other', () => {
    fc.assert(
      fc.property(fc.array(frames, { maxLength: 5 }), (list) => {
        const bytes = Buffer.concat(list.map(encode));
        let position = 0;
        for (const expected of list) {
          const step = decodeFrame(bytes, position);
          assert.ok(step.kind === 'frame');
          assert.deepEqual({ ...step.frame, payload: Buffer.from(step.frame.payload) }, expected);
          assert.equal(step.bytes, frameBytes(expected));
          position += step.bytes;
        }
        assert.equal(decodeFrame(bytes, position).kind, 'incomplete');
      }),
    );
  });

  it('decode as incomplete when they are cut at any byte', () => {
    fc.assert(
      fc.property(frames, fc.nat(), (frame, cut) => {
        const bytes = encode(frame);
        assert.equal(decodeFrame(bytes.subarray(0, cut % bytes.byteLength), 0).kind, 'incomplete');
      }),
    );
  });

  it('are invalid if a payload byte was changed', () => {
    fc.assert(
      fc.property(frames, fc.nat(), (frame, at) => {
        fc.pre(frame.payload.byteLength > 0);
        const bytes = encode(frame);
        const index = bytes.byteLength - 1 - (at % frame.payload.byteLength);
        bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
        assert.equal(decodeFrame(bytes, 0).kind, 'invalid');
      }),
    );
  });

  const sample: WireFrame = {
    operationId: operationId(ExecutionId.parse(1), 1),
    stream: 'stdout',
    epoch: 1,
    offset: 0,
    time: 1,
    payload: Buffer.from('x'),
  };

  for (const time of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, 2 ** 53, -1]) {
    it(`are invalid with the time ${time}`, () => {
      const bytes = encode(sample);
      bytes.writeDoubleBE(time, 16);
      assert.equal(decodeFrame(bytes, 0).kind, 'invalid');
    });

    it(`are encoded with the nearest valid time instead of ${time}`, () => {
      const step = decodeFrame(encode({ ...sample, time }), 0);
      assert.equal(step.kind === 'frame' && step.frame.time, clampEpochMilliseconds(time));
    });
  }

  for (const offset of [2n ** 50n, 2n ** 53n, 2n ** 64n - 1n])
    it(`are invalid if their last byte is at offset ${offset}`, () => {
      const bytes = encode(sample);
      bytes.writeBigUInt64BE(offset, 8);
      assert.equal(decodeFrame(bytes, 0).kind, 'invalid');
    });
});
