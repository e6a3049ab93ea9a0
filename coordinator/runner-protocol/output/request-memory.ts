import { RUNNER_LIMITS } from '../../../protocol/runner/headers.ts';

/** Blocks that are kept while nobody uses them: those of one replica's requests in flight. */
const MOST_FREE = RUNNER_LIMITS.outputRequestsInFlight;

/**
 * Memory for the bodies of output requests, used again: what passes through in a minute would otherwise be left for the
 * garbage collector, which lets a lot of it gather.
 */
export class RequestMemory {
  readonly #free: Buffer[] = [];

  /** A block as long as the longest request, holding anything. */
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(RUNNER_LIMITS.outputRequestBytes);
  }

  /** Nobody looks at the block any more. One that is never given back costs nothing but its collection. */
  give(block: Buffer): void {
    if (this.#free.length < MOST_FREE) this.#free.push(block);
  }
}
