import assert from 'node:assert/strict';
import { OperationId } from '../../../protocol/ids.ts';
import type { OutputFrame, Stream } from '../../../protocol/runner/frames.ts';
import { differs } from './overlap.ts';

const frame = (offset: number, text: string, stream: Stream = 'stdout'): OutputFrame => ({
  operationId: OperationId.parse('7-1'),
  stream,
  offset,
  time: 1,
  payload: Buffer.from(text),
});

const STORED = [
  { ...frame(0, 'abc'), arrival: 1 },
  { ...frame(3, 'def', 'stderr'), arrival: 2 },
];

describe('a repeated frame', () => {
  it('equals the stored bytes at its offsets, whatever frames they were stored in', () => {
    for (const repeated of [frame(0, 'abc'), frame(1, 'b'), frame(4, 'ef', 'stderr')])
      assert.equal(
        differs(
          repeated,
          STORED.filter(({ stream }) => stream === repeated.stream),
        ),
        false,
      );
    assert.equal(
      differs(frame(0, 'abcd'), [
        { ...frame(0, 'ab'), arrival: 1 },
        { ...frame(2, 'cd'), arrival: 2 },
      ]),
      false,
    );
  });

  it('differs from the stored bytes if a byte or the stream differs', () => {
    assert.equal(differs(frame(1, 'bX'), STORED.slice(0, 1)), true);
    assert.equal(differs(frame(0, 'abc', 'stderr'), STORED.slice(0, 1)), true);
    assert.equal(differs(frame(2, 'cde'), STORED), true, 'the frame spans two streams');
  });

  it('is not compared with bytes that are not stored', () => {
    assert.equal(differs(frame(6, 'dropped'), []), false);
    assert.equal(differs(frame(2, 'c dropped'), STORED.slice(0, 1)), false);
  });

  it('is not compared with bytes that are damaged on the disk', () => {
    const damaged = { ...frame(0, '\0\0\0'), arrival: 1, isDamaged: true } as const;
    assert.equal(differs(frame(0, 'abc'), [damaged]), false);
    assert.equal(differs(frame(0, 'abcX'), [damaged, { ...frame(3, 'd'), arrival: 2 }]), true);
  });
});
