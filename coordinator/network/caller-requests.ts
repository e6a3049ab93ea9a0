import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** Seconds after which a caller with too many requests may try again. */
const RETRY_SECONDS = 1;

/** A request that is being answered. */
export interface OpenRequest {
  /** Counts bytes of the body, which remain in memory until the request ends. Throws `too-many-requests`. */
  keep(bytes: number): void;
  /** Ends the request once it was answered or the client has disconnected. Idempotent. */
  leave(): void;
}

interface Caller {
  requests: number;
  bodyBytes: number;
}

export interface CallerRequestsParts {
  /** Maximum number of concurrent requests of one caller. */
  readonly ofOne: number;
  /**
   * Maximum number of bytes of one caller's bodies in memory, at least the size of the largest body. Absent if bounded
   * elsewhere.
   */
  readonly bodyBytes?: () => number;
}

/** Limits the concurrent requests of each caller, including pipelined ones, and the memory of their bodies. */
export class CallerRequests {
  readonly #parts: CallerRequestsParts;
  readonly #callers = new Map<string, Caller>();

  constructor(parts: CallerRequestsParts) {
    this.#parts = parts;
  }

  /** Starts a request of a caller. Throws `too-many-requests`. */
  open(name: string): OpenRequest {
    const caller = this.#callers.get(name) ?? { requests: 0, bodyBytes: 0 };
    if (caller.requests >= this.#parts.ofOne)
      throw tooMany('requests of this caller at once', this.#parts.ofOne);
    caller.requests += 1;
    this.#callers.set(name, caller);
    let kept = 0;
    let isOpen = true;
    return {
      keep: (bytes) => {
        if (!isOpen) return;
        const limit = this.#parts.bodyBytes?.() ?? Number.POSITIVE_INFINITY;
        if (caller.bodyBytes + bytes > limit) throw tooMany('bytes of request bodies of this caller', limit);
        kept += bytes;
        caller.bodyBytes += bytes;
      },
      leave: () => {
        if (!isOpen) return;
        isOpen = false;
        caller.bodyBytes -= kept;
        caller.requests -= 1;
        if (caller.requests === 0) this.#callers.delete(name);
      },
    };
  }
}

function tooMany(what: string, limit: number): OutrunnerError {
  return new OutrunnerError('too-many-requests', { what, limit, seconds: RETRY_SECONDS });
}
