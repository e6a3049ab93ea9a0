import { type Backoff, backoffMilliseconds } from '../../transport/call-policies.ts';

/** Minimum size of a request after failures. One frame always fits into it. */
const SMALLEST_REQUEST_BYTES = 72 * 1024;

export interface UploadLimits {
  readonly outputRequestBytes: number;
  readonly outputRequestsInFlight: number;
}

/**
 * The flow control of a session's uploads. After a failure, requests get smaller, and no request is sent until the next
 * attempt is due.
 */
export class UploadPace {
  readonly #limits: UploadLimits;
  readonly #backoff: Backoff;
  #size: number;
  #inFlight = 0;
  #failures = 0;
  #waiting = 0;

  constructor(limits: UploadLimits, backoff: Backoff) {
    this.#limits = limits;
    this.#backoff = backoff;
    this.#size = limits.outputRequestBytes;
  }

  /** Whether another request may be sent now. */
  get isOpen(): boolean {
    return this.#waiting === 0 && this.#inFlight < this.#limits.outputRequestsInFlight;
  }

  /** Maximum length of a request, in bytes. */
  get requestBytes(): number {
    return this.#size;
  }

  sent(): void {
    this.#inFlight += 1;
  }

  succeeded(): void {
    this.#inFlight -= 1;
    this.#failures = 0;
    this.#size = Math.min(this.#limits.outputRequestBytes, this.#size * 2);
  }

  /** Stops sending. Returns the ms after which the caller must call `resumed`. */
  failed(): number {
    this.#inFlight -= 1;
    this.#waiting += 1;
    this.#size = Math.max(SMALLEST_REQUEST_BYTES, Math.floor(this.#size / 2));
    return backoffMilliseconds(this.#backoff, this.#failures++, Math.random());
  }

  resumed(): void {
    this.#waiting -= 1;
  }
}
