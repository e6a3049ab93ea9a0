import type { IncomingMessage } from 'node:http';
import { HTTP_LIMITS } from '../network/limits.ts';
import { ByteBudget } from './byte-budget.ts';

/** All sizes are in bytes. */
export interface BodyBudgetSizes {
  /** Maximum for the large bodies of all callers together. */
  readonly total: number;
  /** Maximum for the large bodies of one caller. */
  readonly share: number;
  /** Maximum length of a body that never waits. */
  readonly small: number;
}

interface Caller {
  readonly room: ByteBudget;
  /** Number of large bodies that wait or are being handled. */
  bodies: number;
}

/**
 * Limits the memory for large request bodies. A large body is read once the limit of its caller and the limit of all
 * callers leave room for it. Small bodies never wait.
 */
export class BodyBudget {
  readonly #sizes: BodyBudgetSizes;
  readonly #room: ByteBudget;
  readonly #callers = new Map<string, Caller>();

  constructor(sizes: BodyBudgetSizes) {
    this.#sizes = sizes;
    this.#room = new ByteBudget(sizes.total);
  }

  static withLimits(): BodyBudget {
    const { largeBodiesBytes, largeBodiesBytesOfOne, smallBodyBytes } = HTTP_LIMITS;
    return new BodyBudget({
      total: largeBodiesBytes.value,
      share: largeBodiesBytesOfOne.value,
      small: smallBodyBytes.value,
    });
  }

  /**
   * Reads and handles a body within the budget.
   *
   * @param limit bytes that the route accepts; a body without a declared length counts as this many bytes
   */
  async use<Result>(
    caller: string,
    request: IncomingMessage,
    limit: number,
    handle: () => Promise<Result>,
  ): Promise<Result> {
    const declared = Number(request.headers['content-length'] ?? Number.NaN);
    const expected = declared >= 0 ? Math.min(declared, limit) : isEmpty(request) ? 0 : limit;
    const { total, share, small } = this.#sizes;
    if (expected <= small) return handle();
    const own = this.#callers.get(caller) ?? { room: new ByteBudget(share), bodies: 0 };
    this.#callers.set(caller, own);
    own.bodies += 1;
    try {
      return await own.room.use(Math.min(expected, share), () =>
        this.#room.use(Math.min(expected, total), handle),
      );
    } finally {
      own.bodies -= 1;
      if (own.bodies === 0) this.#callers.delete(caller);
    }
  }
}

/**
 * Returns whether a request that declares no length is empty. Only a chunked request has a body without a declared
 * length.
 */
function isEmpty({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined;
}
