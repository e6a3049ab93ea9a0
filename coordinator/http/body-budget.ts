import type { IncomingMessage } from 'node:http';
import { Mutex, Semaphore } from 'async-mutex';
import { HTTP_LIMITS } from './limits.ts';

/**
 * Limits the memory for large request bodies. A large body is read once the caller's previous one is answered and the
 * bodies of all callers leave room for it. Small bodies never wait.
 */
export class BodyBudget {
  readonly #total: number;
  readonly #small: number;
  readonly #room: Semaphore;
  readonly #turns = new Map<string, Mutex>();

  /** Both sizes are in bytes. */
  constructor(total = HTTP_LIMITS.largeBodiesBytes.value, small = HTTP_LIMITS.smallBodyBytes.value) {
    this.#total = total;
    this.#small = small;
    this.#room = new Semaphore(total);
  }

  /**
   * Reads and handles a body within the budget.
   *
   * @param limit bytes that the route accepts; a body without a declared length counts as that many
   */
  async use<Result>(
    caller: string,
    request: IncomingMessage,
    limit: number,
    handle: () => Promise<Result>,
  ): Promise<Result> {
    const declared = Number(request.headers['content-length'] ?? Number.NaN);
    const expected = declared >= 0 ? Math.min(declared, limit) : isEmpty(request) ? 0 : limit;
    if (expected <= this.#small) return handle();
    const turn = this.#turns.get(caller) ?? new Mutex();
    this.#turns.set(caller, turn);
    try {
      return await turn.runExclusive(() => this.#room.runExclusive(handle, Math.min(expected, this.#total)));
    } finally {
      if (!turn.isLocked()) this.#turns.delete(caller);
    }
  }
}

/** A request without a length has a body only if it is chunked. */
function isEmpty({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined;
}
