/**
 * Where a reader of entries stands: the first frame that is not wholly consumed, and how far operations were consumed
 * where that does not say it: in that very frame, and in output that was not durable yet. After a power loss such
 * output comes again, in frames with other arrival numbers, and the offsets tell which of its lines were seen.
 */
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';

export interface EntryPosition {
  /** Arrival of the first frame to read. */
  readonly arrival: number;
  /** Offset up to which lines were read, by the sequence of the operation. */
  readonly consumed: ReadonlyMap<number, number>;
}

const START: EntryPosition = { arrival: 0, consumed: new Map() };
const CURSOR = /^a([0-9a-z]{1,11})((?:-[0-9a-z]{1,11}\.[0-9a-z]{1,11})*)$/;
const LONGEST = 8192;

/** URL-safe. `0` is the start. */
export function entryCursor({ arrival, consumed }: EntryPosition): string {
  const offsets = Array.from(consumed, ([sequence, offset]) => `-${base36(sequence)}.${base36(offset)}`);
  return `a${base36(arrival)}${offsets.join('')}`;
}

/** Throws `invalid-input` for what is no cursor. */
export function entryPosition(cursor: string): EntryPosition {
  if (cursor === '0') return START;
  const [, arrival, offsets] = (cursor.length > LONGEST ? null : CURSOR.exec(cursor)) ?? [];
  if (arrival === undefined || offsets === undefined)
    throw new OutrunnerError('invalid-input', {
      what: 'offset',
      problem: `"${cursor.slice(0, 40)}" is none that was given out`,
      remedy: 'Give the offset of an earlier answer, or 0.',
    });
  const consumed = offsets
    .split('-')
    .slice(1)
    .map((pair) => pair.split('.'))
    .map(
      ([sequence = '', offset = '']) => [Number.parseInt(sequence, 36), Number.parseInt(offset, 36)] as const,
    );
  return { arrival: Number.parseInt(arrival, 36), consumed: new Map(consumed) };
}

function base36(number: number): string {
  return number.toString(36);
}
