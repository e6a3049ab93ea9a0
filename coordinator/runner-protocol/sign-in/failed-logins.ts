import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { Clock } from '../../dispatch/ports.ts';

const ALLOWED_FAILURES = 20;
const WINDOW_MILLISECONDS = 60_000;
const MOST_KEYS = 10_000;

interface Failures {
  count: number;
  readonly until: number;
}

/** Limits failed sign-ins: after 20 within a minute, further ones of the same origin are refused until it is over. */
export class FailedLogins {
  readonly #clock: Clock;
  readonly #failures = new Map<string, Failures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `key` names the origin, `address` is for the message. @throws too-many-failed-logins */
  check(key: string, address: string): void {
    const failures = this.#failures.get(key);
    if (failures === undefined || failures.count < ALLOWED_FAILURES) return;
    const left = failures.until - this.#clock.monotonic();
    if (left > 0)
      throw new OutrunnerError('too-many-failed-logins', { address, seconds: Math.ceil(left / 1000) });
    this.#failures.delete(key);
  }

  failed(key: string): void {
    const now = this.#clock.monotonic();
    const known = this.#failures.get(key);
    if (known !== undefined && known.until > now) {
      known.count += 1;
      return;
    }
    this.#failures.delete(key);
    this.#makeRoom();
    this.#failures.set(key, { count: 1, until: now + WINDOW_MILLISECONDS });
  }

  #makeRoom(): void {
    if (this.#failures.size < MOST_KEYS) return;
    const oldest = this.#failures.keys().next();
    if (oldest.done !== true) this.#failures.delete(oldest.value);
  }
}
