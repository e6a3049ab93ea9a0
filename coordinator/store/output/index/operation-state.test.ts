import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { close, drop, INITIAL_STATE, INLINE_BYTES, type PlacedRow, place } from './operation-state.ts';

/** Places texts as consecutive frames of an operation. */
function placed(...texts: readonly (readonly ['stdout' | 'stderr', string])[]) {
  return placedWith(INLINE_BYTES, texts);
}

function placedWith(inlineBytes: number, texts: readonly (readonly ['stdout' | 'stderr', string])[]) {
  const rows: PlacedRow[] = [];
  let state = INITIAL_STATE;
  for (const [stream, text] of texts) {
    const next = place(state, stream, 0, Buffer.from(text), inlineBytes);
    rows.push(next.row);
    state = next.state;
  }
  return { rows, state };
}

describe('The state of an operation', () => {
  it('places each frame after the previous frame of the operation and of its stream', () => {
    const { rows, state } = placed(['stdout', 'ab\nc'], ['stderr', 'x'], ['stdout', 'd']);
    assert.deepEqual(
      rows.map(({ start, streamStart, length, tail }) => [start, streamStart, length, tail]),
      [
        [0, 0, 4, 1],
        [4, 0, 1, 1],
        [5, 4, 1, 2],
      ],
    );
    assert.deepEqual([state.received, state.kept, state.digest], [6, 6, crc32('ab\ncxd')]);
  });

  it('places frames into the database while they fit into 64 KiB together, and all later frames into the file', () => {
    const long = 'x'.repeat(40_000);
    const { rows } = placed(['stdout', long], ['stdout', long], ['stdout', 'y']);
    assert.deepEqual(
      rows.map(({ position }) => position),
      [null, 0, 40_000],
    );
  });

  for (const { inlineBytes, positions } of [
    { inlineBytes: 0, positions: [0, 40_000] },
    { inlineBytes: Number.MAX_SAFE_INTEGER, positions: [null, null] },
  ])
    it(`places frames into the database up to an inline limit of ${inlineBytes} bytes`, () => {
      const long = 'x'.repeat(40_000);
      const { rows } = placedWith(inlineBytes, [
        ['stdout', long],
        ['stdout', long],
      ]);
      assert.deepEqual(
        rows.map(({ position }) => position),
        positions,
      );
    });

  it('counts dropped bytes as received, and not as kept', () => {
    const state = drop(placed(['stdout', 'ab\n']).state, Buffer.from('cd'));
    assert.deepEqual([state.received, state.kept, state.digest], [5, 3, crc32('ab\ncd')]);
  });

  it('ends with an end marker for a stream whose last line is unfinished', () => {
    const { rows, state } = close(placed(['stdout', 'ab\n'], ['stderr', 'x']).state, 'finished', 7);
    assert.deepEqual(
      rows.map(({ stream, start, length, streamStart, time }) => [stream, start, length, streamStart, time]),
      [[1, 4, 0, 1, 7]],
    );
    assert.equal(state.phase, 'finished');
  });
});
