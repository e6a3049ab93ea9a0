/**
 * The position of a reader of entries. Readers see only durable output, whose frames never change their arrival
 * numbers, so a position remains valid after any crash. In the protocol, a position is one integer of at most 63 bits,
 * which Rundeck clients can parse.
 */
import { OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';

export interface EntryPosition {
  /** Arrival number of the first frame to read. */
  readonly arrival: number;
  /** Number of bytes of that frame whose lines were read. Less than 64 KiB, the maximum size of a frame. */
  readonly consumed: number;
}

const CONSUMED_BITS = 17n;
const LARGEST = 2n ** 63n - 1n;

/** Returns the cursor of a position; `0` for the start. */
export function entryCursor({ arrival, consumed }: EntryPosition): string {
  return String((BigInt(arrival) << CONSUMED_BITS) | BigInt(consumed));
}

/** Parses a cursor. Throws `invalid-input` if it is invalid. */
export function entryPosition(cursor: string): EntryPosition {
  const value = /^\d{1,19}$/.test(cursor) ? BigInt(cursor) : -1n;
  if (value < 0n || value > LARGEST)
    throw new OutrunnerError('invalid-input', {
      what: 'offset',
      problem: `"${cursor.slice(0, 40)}" is not an offset of an earlier answer`,
      remedy: 'Give the offset of an earlier answer, or 0.',
    });
  return {
    arrival: Number(value >> CONSUMED_BITS),
    consumed: Number(BigInt.asUintN(Number(CONSUMED_BITS), value)),
  };
}
