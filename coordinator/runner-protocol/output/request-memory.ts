import { RUNNER_LIMITS } from '../../../protocol/runner/headers.ts';

/** Number of unused blocks that are kept: as many as one replica's requests in flight. */
const MOST_FREE = RUNNER_LIMITS.outputRequestsInFlight;

/**
 * Reuses memory for the bodies of output requests, which would otherwise pile up until the next garbage collection.
 */
export class RequestMemory {
  readonly #free: Buffer[] = [];

  /** Returns a block that fits the longest request, with any content. */
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(RUNNER_LIMITS.outputRequestBytes);
  }

  /** Returns an unused block to the pool. A block that is never returned is garbage collected. */
  give(block: Buffer): void {
    if (this.#free.length < MOST_FREE) this.#free.push(block);
  }
}
