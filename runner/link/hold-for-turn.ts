import type { Writable } from 'node:stream';

/**
 * Buffers writes until the end of this turn of the event loop and sends them together. Separate writes would each cost
 * a system call here and a wake-up of the reader.
 */
export function holdForTurn(stream: Writable): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  setImmediate(() => stream.uncork());
}
