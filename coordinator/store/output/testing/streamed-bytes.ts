/** For tests: an endless stream of numbered lines that is the same in every process. */
import { OperationId } from '../../../../protocol/ids.ts';

export const STREAMED = ['7-1', '7-2', '7-3'].map((id) => OperationId.parse(id));

const LINE_BYTES = 10;

export function streamedLine(number: number): string {
  return String(number).padStart(LINE_BYTES - 1, '0');
}

/** Returns the bytes `from` (inclusive) to `to` (exclusive) of the stream. */
export function streamedBytes(from: number, to: number): Buffer {
  const first = Math.floor(from / LINE_BYTES);
  const last = Math.ceil(to / LINE_BYTES);
  const lines = Array.from({ length: last - first }, (_, index) => `${streamedLine(first + index)}\n`);
  const skipped = from - first * LINE_BYTES;
  return Buffer.from(lines.join('')).subarray(skipped, skipped + to - from);
}
