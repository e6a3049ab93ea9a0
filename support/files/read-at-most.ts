import type { FileHandle } from 'node:fs/promises';

/** Size of the first buffer in bytes: larger than most files that are read this way. */
const FIRST_BYTES = 64 * 1024;

/**
 * Reads the rest of an open file; undefined if it has more than `maxBytes` bytes. Reads at most `maxBytes` + 1 bytes,
 * even if the file grows meanwhile or reports a wrong size, as files in `/proc` do.
 */
export async function readAtMost(
  file: FileHandle,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Buffer | undefined> {
  let buffer: Buffer = Buffer.allocUnsafe(Math.min(FIRST_BYTES, maxBytes + 1));
  let length = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(buffer, length, buffer.byteLength - length, null);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
    if (length > maxBytes) return undefined;
    if (length === buffer.byteLength) buffer = grown(buffer, maxBytes + 1);
  }
}

function grown(buffer: Buffer, longest: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.min(buffer.byteLength * 2, longest));
  buffer.copy(larger);
  return larger;
}
