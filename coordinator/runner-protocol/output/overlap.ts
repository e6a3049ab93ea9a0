import type { OutputFrame } from '../../../protocol/runner/frames.ts';
import type { StoredFrame } from '../../store/output/output.ts';

/**
 * Returns whether a repeated frame differs from the stored frames of its operation that it overlaps: in a byte, or in
 * the stream. Bytes that are damaged on the disk or not stored cannot be compared and count as equal.
 */
export function differs(repeated: OutputFrame, stored: readonly StoredFrame[]): boolean {
  return stored.some(({ stream, isDamaged, offset, payload }) => {
    if (stream !== repeated.stream) return true;
    if (isDamaged) return false;
    const start = Math.max(offset, repeated.offset);
    const end = Math.min(offset + payload.byteLength, repeated.offset + repeated.payload.byteLength);
    const sent = repeated.payload.subarray(start - repeated.offset, end - repeated.offset);
    return Buffer.compare(sent, payload.subarray(start - offset, end - offset)) !== 0;
  });
}
