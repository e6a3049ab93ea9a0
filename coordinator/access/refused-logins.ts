import type { AuditLine } from '../audit/audit.ts';
import { networkOf } from '../network/addresses.ts';
import { HTTP_LIMITS } from '../network/limits.ts';

/** Time for which refusals are collected into one record, in ms. */
const WINDOW = 60_000;

export interface RefusedLogin {
  /** The client's address. */
  readonly address: string;
  /** The invalid credential, such as `API token`. */
  readonly credential: string;
}

export interface RefusedLoginsParts {
  readonly audit: (line: AuditLine) => void;
  readonly clock: { after(milliseconds: number, callback: () => void): () => void };
}

interface Refusals {
  readonly from: string;
  readonly credential: string;
  /** Refusals that are not in the audit yet. */
  unrecorded: number;
}

/**
 * Records refused logins in the audit. The first one of a network and kind of credential is recorded at once; further ones
 * are counted, and recorded as a number when the minute ends. An attack from many networks cannot flood the audit: beyond
 * a number of networks, refusals are only counted.
 */
export class RefusedLogins {
  readonly #parts: RefusedLoginsParts;
  readonly #refusals = new Map<string, Refusals>();
  /** Refusals from further networks, which are only counted. */
  #others = 0;
  #stopTimer: (() => void) | undefined;

  constructor(parts: RefusedLoginsParts) {
    this.#parts = parts;
  }

  refused({ address, credential }: RefusedLogin): void {
    this.#stopTimer ??= this.#parts.clock.after(WINDOW, () => this.#endWindow());
    const from = networkOf(address);
    const key = `${from} ${credential}`;
    const known = this.#refusals.get(key);
    if (known !== undefined) known.unrecorded += 1;
    else if (this.#refusals.size >= HTTP_LIMITS.recordedRefusals.value) this.#others += 1;
    else {
      this.#refusals.set(key, { from, credential, unrecorded: 0 });
      this.#record(address, credential, 'an invalid one was refused');
    }
  }

  /** Records pending refusals. */
  close(): void {
    this.#stopTimer?.();
    this.#endWindow();
  }

  #endWindow(): void {
    this.#stopTimer = undefined;
    for (const { from, credential, unrecorded } of this.#refusals.values())
      if (unrecorded > 0)
        this.#record(from, credential, `${unrecorded} more invalid ones were refused within a minute`);
    const others = `${this.#others} invalid ones from further networks were refused within a minute`;
    if (this.#others > 0) this.#record('further networks', 'credential', others);
    this.#refusals.clear();
    this.#others = 0;
  }

  #record(from: string, subject: string, detail: string): void {
    this.#parts.audit({ who: 'anybody', what: 'login.refuse', subject, from, detail });
  }
}
