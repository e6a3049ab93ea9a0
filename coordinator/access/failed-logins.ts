import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { networkOf } from '../network/addresses.ts';
import { HTTP_LIMITS } from '../network/limits.ts';
import type { RefusedLogin } from './refused-logins.ts';

/** Length of a counting window, in ms. */
const WINDOW = 60_000;

export interface FailedLogin {
  /** The client's address, or `local socket`. */
  readonly address: string;
  /** The kind of the invalid credential, for the audit record. */
  readonly kind:
    | 'API token'
    | 'API token used outside its networks'
    | 'enrollment token'
    | 'replica proof'
    | 'webhook token'
    | 'webhook authorization';
  /** The id of the replica or webhook, or the hash of the enrollment token, that was presented. */
  readonly credential?: string;
  /** More about the refusal, for the audit record. */
  readonly detail?: string;
}

interface Failures {
  count: number;
  readonly until: number;
}

/**
 * Counts failed logins per network of the client (see {@link networkOf}) and per credential, in windows of a minute.
 * Valid logins are never counted or refused, even if the same network or credential exceeds the limit.
 */
export class FailedLogins {
  readonly #failures = new Map<string, Failures>();
  readonly #now: () => number;
  readonly #onRefused: (login: RefusedLogin) => void;

  /** `now` returns monotonic ms. `onRefused` is called for each failed login. */
  constructor(now: () => number, onRefused: (login: RefusedLogin) => void) {
    this.#now = now;
    this.#onRefused = onRefused;
  }

  /**
   * Counts a failed login. Returns `too-many-failed-logins` if the network of the address or the credential exceeds its
   * limit, else undefined. The caller answers with that error and does not log the failure.
   */
  failed({ address, kind, credential, detail }: FailedLogin): OutrunnerError | undefined {
    this.#onRefused({ address, credential: kind, ...(detail === undefined ? {} : { detail }) });
    const ofAddress = this.#count(`address ${networkOf(address)}`);
    const ofCredential = credential === undefined ? 0 : this.#count(`credential ${credential}`);
    const left = Math.max(ofAddress, ofCredential);
    return left === 0
      ? undefined
      : new OutrunnerError('too-many-failed-logins', { address, seconds: Math.ceil(left / 1000) });
  }

  /**
   * Counts a failure of `origin`. Returns the ms until the window of `origin` ends if its failures exceed the limit,
   * else 0.
   */
  #count(origin: string): number {
    const now = this.#now();
    const known = this.#failures.get(origin);
    if (known === undefined || known.until <= now) {
      this.#failures.delete(origin);
      this.#makeRoom();
      this.#failures.set(origin, { count: 1, until: now + WINDOW });
      return 0;
    }
    known.count += 1;
    return known.count > HTTP_LIMITS.failedLogins.value ? known.until - now : 0;
  }

  #makeRoom(): void {
    if (this.#failures.size < HTTP_LIMITS.failedLoginOrigins.value) return;
    const oldest = this.#failures.keys().next();
    if (oldest.done !== true) this.#failures.delete(oldest.value);
  }
}
