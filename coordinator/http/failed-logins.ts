import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** Wrong tokens an address may send in one window. */
const MOST = 20;
/** ms. */
const WINDOW = 60_000;
/** Addresses remembered; of more, the oldest are forgotten. */
const MOST_ADDRESSES = 10_000;

interface Failures {
  count: number;
  readonly since: number;
}

/** Counts wrong tokens by address. A right token is never refused for what others behind the same address sent. */
export class FailedLogins {
  readonly #failures = new Map<string, Failures>();
  readonly #now: () => number;

  /** `now` in ms, monotonic. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Notes a wrong token. Throws `too-many-failed-logins` once there were too many. */
  failed(address: string): void {
    const now = this.#now();
    const known = this.#failures.get(address);
    if (known === undefined || now - known.since >= WINDOW) {
      this.#failures.delete(address);
      this.#failures.set(address, { count: 1, since: now });
      const oldest = this.#failures.keys().next();
      if (this.#failures.size > MOST_ADDRESSES && oldest.done !== true) this.#failures.delete(oldest.value);
      return;
    }
    known.count += 1;
    if (known.count <= MOST) return;
    const seconds = Math.ceil((known.since + WINDOW - now) / 1000);
    throw new OutrunnerError('too-many-failed-logins', { address, seconds });
  }
}
