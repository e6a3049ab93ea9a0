import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { OutputFrame } from '../../../protocol/runner/frames.ts';
import { type OperationState, type PlacedRow, place } from './operation-state.ts';

/** What the frames of one call do to one operation. */
export interface Placement {
  readonly rows: readonly PlacedRow[];
  /** Of each row, which of the given frames it came from. */
  readonly origins: readonly number[];
  readonly state: OperationState;
  /** Parts that lie within what is kept: they have to be equal to it. */
  readonly overlaps: readonly OutputFrame[];
  readonly refused: OutrunnerError | undefined;
}

/**
 * Places frames, in their order, behind what is kept. A frame that begins beyond it is a gap: it and those after it are
 * not placed. The same goes for a frame that overlaps one of this very call, which is not yet there to compare with.
 */
export function placeFrames(before: OperationState, frames: readonly OutputFrame[]): Placement {
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

function complete({ operationId }: OutputFrame, { received }: OperationState): OutrunnerError {
  return new OutrunnerError('output-complete', { operation: operationId, offset: received });
}
