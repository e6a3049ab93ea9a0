import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { OperationId } from '../../../../protocol/ids.ts';
import type { OutputFrame } from '../../../../protocol/runner/frames.ts';
import { INITIAL_STATE, type OutputState } from '../index/operation-state.ts';
import { placeFrames } from './place-frames.ts';

const OPERATION = OperationId.parse('1-1');
const frame = (offset: number, text: string, stream: OutputFrame['stream'] = 'stdout'): OutputFrame => ({
  operationId: OPERATION,
  stream,
  offset,
  time: 0,
  payload: Buffer.from(text),
});
const taken = (before: OutputState, ...frames: OutputFrame[]) => placeFrames(before, frames);
const received = (text: string) => taken(INITIAL_STATE, frame(0, text)).state;

describe('Placing frames', () => {
  it('places each frame after the previous one', () => {
    const { rows, state, overlaps } = taken(
      INITIAL_STATE,
      frame(0, 'ab\nc'),
      frame(4, 'x', 'stderr'),
      frame(5, 'd'),
    );
    assert.deepEqual(
      rows.map(({ start, streamStart, length, tail }) => [start, streamStart, length, tail]),
      [
        [0, 0, 4, 1],
        [4, 0, 1, 1],
        [5, 4, 1, 2],
      ],
    );
    assert.equal(state.received, 6);
    assert.equal(state.digest, crc32('ab\ncxd'));
    assert.deepEqual(overlaps, []);
  });

  it('stops at a gap', () => {
    const { rows, state } = taken(INITIAL_STATE, frame(0, 'a'), frame(2, 'c'), frame(1, 'b'));
    assert.equal(rows.length, 1);
    assert.equal(state.received, 1);
  });

  it('places only the new bytes of an overlap, and returns the rest for comparison', () => {
    const { rows, overlaps, state } = taken(received('abc'), frame(1, 'bcde'));
    assert.deepEqual(
      overlaps.map(({ offset, payload }) => [offset, String(payload)]),
      [[1, 'bc']],
    );
    assert.deepEqual(
      rows.map(({ start, payload }) => [start, String(payload)]),
      [[3, 'de']],
    );
    assert.equal(state.received, 5);
  });

  it('accepts only known bytes of a finished operation', () => {
    const finished: OutputState = { ...received('abc'), phase: 'finished' };
    assert.equal(taken(finished, frame(0, 'abc')).refused, undefined);
    assert.equal(taken(finished, frame(3, 'd')).refused?.code, 'output-complete');
  });

  it('places long output into the file, without gaps', () => {
    const long = 'x'.repeat(40_000);
    const { rows } = taken(INITIAL_STATE, frame(0, long), frame(40_000, long), frame(80_000, 'y'));
    assert.deepEqual(
      rows.map(({ position }) => position),
      [null, 0, 40_000],
    );
  });

  it('reaches the whole in order, whatever pieces of it come in whatever order', () => {
    const whole = Buffer.from(Array.from({ length: 60 }, (_, index) => index));
    const piece = fc.tuple(fc.nat(59), fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(fc.array(fc.array(piece, { maxLength: 5 }), { maxLength: 20 }), (calls) => {
        let state = INITIAL_STATE;
        let kept = Buffer.alloc(0);
        for (const call of calls) {
          const frames = call.map(([offset, length]) => ({
            ...frame(offset, ''),
            payload: whole.subarray(offset, offset + length),
          }));
          const placement = placeFrames(state, frames);
          for (const { offset, payload } of placement.overlaps)
            assert.ok(offset + payload.byteLength <= kept.byteLength, 'only what is kept is compared');
          for (const row of placement.rows) {
            assert.equal(row.start, kept.byteLength);
            kept = Buffer.concat([kept, row.payload ?? Buffer.alloc(0)]);
          }
          state = placement.state;
          assert.equal(state.received, kept.byteLength);
          assert.deepEqual(kept, whole.subarray(0, kept.byteLength));
          assert.equal(state.digest, crc32(kept));
        }
      }),
    );
  });
});
