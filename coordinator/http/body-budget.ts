import type { IncomingMessage } from 'node:http';
import { Semaphore } from 'async-mutex';
import { HTTP_LIMITS } from './limits.ts';

/**
 * Memory for large request bodies. A request that would exceed the budget waits, its body unread, until others are
 * answered; small bodies never wait.
 */
export class BodyBudget {
  readonly #total: number;
  readonly #small: number;
  readonly #room: Semaphore;

  /** Both in bytes. */
  constructor(total = HTTP_LIMITS.largeBodiesBytes.value, small = HTTP_LIMITS.smallBodyBytes.value) {
    this.#total = total;
    this.#small = small;
    this.#room = new Semaphore(total);
  }

  /**
   * Reads and handles a body within the budget.
   *
   * @param limit bytes that the route accepts: what a body takes that does not declare its length
   */
  async use<Result>(request: IncomingMessage, limit: number, handle: () => Promise<Result>): Promise<Result> {
    const declared = Number(request.headers['content-length'] ?? Number.NaN);
    const expected = declared >= 0 ? Math.min(declared, limit) : isEmpty(request) ? 0 : limit;
    if (expected <= this.#small) return handle();
    return this.#room.runExclusive(handle, Math.min(expected, this.#total));
  }
}

/** A request without a length has a body only if it is chunked. */
function isEmpty({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined;
}
