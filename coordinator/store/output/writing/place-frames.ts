import { OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import type { OutputFrame } from '../../../../protocol/runner/frames.ts';
import { type OutputState, type PlacedRow, place } from '../index/operation-state.ts';

/** The effect of the frames of one call on one operation. */
export interface Placement {
  readonly rows: readonly PlacedRow[];
  /** For each row, the index of its frame. */
  readonly origins: readonly number[];
  readonly state: OutputState;
  /** Parts that overlap stored bytes and must equal them. */
  readonly overlaps: readonly OutputFrame[];
  readonly refused: OutrunnerError | undefined;
}

/**
 * Places frames after the stored output, in order. A frame that begins beyond its end leaves a gap: it and later
 * frames are not placed. The same applies to a frame that overlaps another one of this call, which cannot be compared
 * yet.
 */
export function placeFrames(before: OutputState, frames: readonly OutputFrame[]): Placement {
  const rows: PlacedRow[] = [];
  const origins: number[] = [];
  const overlaps: OutputFrame[] = [];
  let state = before;
  for (const [index, frame] of frames.entries()) {
    const { offset, payload } = frame;
    const end = offset + payload.byteLength;
    if (
      offset > state.received ||
      (offset < state.received && Math.min(end, state.received) > before.received)
    )
      break;
    const known = Math.min(payload.byteLength, state.received - offset);
    if (known > 0) overlaps.push({ ...frame, payload: payload.subarray(0, known) });
    if (end <= state.received) continue;
    if (before.phase === 'finished')
      return { rows: [], origins: [], state: before, overlaps: [], refused: complete(frame, before) };
    const placed = place(state, { ...frame, payload: payload.subarray(known) });
    rows.push(placed.row);
    origins.push(index);
    state = placed.state;
  }
  return { rows, origins, state, overlaps, refused: undefined };
}

function complete({ operationId }: OutputFrame, { received }: OutputState): OutrunnerError {
  return new OutrunnerError('output-complete', { operation: operationId, offset: received });
}
