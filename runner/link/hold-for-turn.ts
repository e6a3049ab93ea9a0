import type { Writable } from 'node:stream';

/**
 * Holds what is written until the end of this turn of the event loop, so that it goes out together: each write of its own
 * would be a system call here and a wake-up of who reads.
 */
export function holdForTurn(stream: Writable): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  setImmediate(() => stream.uncork());
}
