/**
 * The position of a reader of output with step events: after an engine line, and in the output. It is one integer of at
 * most 63 bits, which Rundeck clients can parse: 23 bits for the line, 24 for the frame, 16 for the bytes of the frame.
 * Only a position that needs more bits is written in the form of positions with lines of the engine.
 */
import { entryCursor, entryPosition } from '../../store/output/reading/entry-position.ts';

const LINE_SHIFT = 40n;
const ARRIVAL_SHIFT = 16n;
const MOST_LINES = 2 ** 23;
const MOST_ARRIVALS = 2 ** 24;
const MOST_CONSUMED = 2 ** 16;

/** Position after the engine line with the number `line` (0: none), and in the output. */
export interface LinePosition {
  readonly line: number;
  /** See `entryCursor`. */
  readonly cursor: string;
}

/** Returns the offset of a position with lines of the engine; without a line, that of the output alone. */
export function engineOffset({ line, cursor }: LinePosition): string {
  return line === 0 ? cursor : `e${line}.${cursor}`;
}

/** Parses an offset of {@link engineOffset}. The cursor is not checked. */
export function parseEngineOffset(offset: string): LinePosition {
  const [, line, cursor] = /^e(\d{1,16})\.(.*)$/.exec(offset) ?? [];
  return line === undefined || cursor === undefined
    ? { line: 0, cursor: offset }
    : { line: Number(line), cursor };
}

/** Returns the offset of a position with step events; `0` for the start. Offsets rise with their positions. */
export function stepOffset({ line, cursor }: LinePosition): string {
  const { arrival, consumed } = entryPosition(cursor);
  if (line >= MOST_LINES || arrival >= MOST_ARRIVALS || consumed >= MOST_CONSUMED)
    return `e${line}.${cursor}`;
  return String((BigInt(line) << LINE_SHIFT) | (BigInt(arrival) << ARRIVAL_SHIFT) | BigInt(consumed));
}

/** Parses an offset of {@link stepOffset}. Throws `invalid-input` if it is invalid. */
export function parseStepOffset(offset: string): LinePosition {
  if (offset.startsWith('e')) return parseEngineOffset(offset);
  // Only checks that it is a number of at most 63 bits.
  entryPosition(offset);
  const value = BigInt(offset);
  const arrival = Number(BigInt.asUintN(24, value >> ARRIVAL_SHIFT));
  const consumed = Number(BigInt.asUintN(16, value));
  return { line: Number(value >> LINE_SHIFT), cursor: entryCursor({ arrival, consumed }) };
}
