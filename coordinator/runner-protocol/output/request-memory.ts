import { RUNNER_LIMITS } from '../../../protocol/runner/headers.ts';

/** Maximum number of unused blocks that are retained, equal to the concurrent output requests of one replica. */
const MOST_FREE = RUNNER_LIMITS.outputRequestsInFlight;

/**
 * Reuses memory for the bodies of output requests, which would otherwise accumulate until the next garbage collection.
 */
export class RequestMemory {
  readonly #free: Buffer[] = [];

  /** Returns a block that fits the longest request. Its content is undefined. */
  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(RUNNER_LIMITS.outputRequestBytes);
  }

  /** Returns an unused block to the pool. A block that is never returned is garbage collected. */
  give(block: Buffer): void {
    if (this.#free.length < MOST_FREE) this.#free.push(block);
  }
}
