import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** Failures that an origin may have in one window. */
const MOST = 20;
/** ms. */
const WINDOW = 60_000;
/** Origins remembered; of more, the oldest are forgotten. */
const MOST_ORIGINS = 10_000;

interface Failures {
  count: number;
  readonly until: number;
}

/** Limits guessing: after many failures within a minute, an origin is refused until that minute is over. */
export class FailedLogins {
  readonly #failures = new Map<string, Failures>();
  readonly #now: () => number;

  /** `now` in ms, monotonic. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** `origin` is what is counted, `address` is for the message. Throws `too-many-failed-logins`. */
  check(origin: string, address: string): void {
    const failures = this.#failures.get(origin);
    if (failures === undefined || failures.count < MOST) return;
    const left = failures.until - this.#now();
    if (left > 0)
      throw new OutrunnerError('too-many-failed-logins', { address, seconds: Math.ceil(left / 1000) });
    this.#failures.delete(origin);
  }

  failed(origin: string): void {
    const now = this.#now();
    const known = this.#failures.get(origin);
    if (known !== undefined && known.until > now) {
      known.count += 1;
      return;
    }
    this.#failures.delete(origin);
    this.#makeRoom();
    this.#failures.set(origin, { count: 1, until: now + WINDOW });
  }

  #makeRoom(): void {
    if (this.#failures.size < MOST_ORIGINS) return;
    const oldest = this.#failures.keys().next();
    if (oldest.done !== true) this.#failures.delete(oldest.value);
  }
}
