import type { AuditLine } from '../audit/audit.ts';
import { networkOf } from '../network/addresses.ts';
import { HTTP_LIMITS } from '../network/limits.ts';

/** Window in which refused logins are combined into one audit record, in ms. */
const WINDOW = 60_000;

export interface RefusedLogin {
  /** The client's address. */
  readonly address: string;
  /** The kind of the invalid credential, such as `API token`. */
  readonly credential: string;
  /** Recorded with the first refusal of a minute. Default: that the credential was invalid. */
  readonly detail?: string;
}

export interface RefusedLoginsParts {
  readonly audit: (line: AuditLine) => void;
  readonly clock: { after(milliseconds: number, callback: () => void): () => void };
}

interface Refusals {
  readonly from: string;
  readonly credential: string;
  /** Number of refused logins without an audit record. */
  unrecorded: number;
}

/**
 * Records refused logins in the audit. The first refusal of a network and kind of credential is recorded at once;
 * further refusals are counted, and their number is recorded when the minute ends. Because the number of tracked
 * networks is limited, an attack from many networks cannot flood the audit: the refusals from further networks share
 * one record per minute.
 */
export class RefusedLogins {
  readonly #parts: RefusedLoginsParts;
  readonly #refusals = new Map<string, Refusals>();
  /** Number of refusals from networks that are not tracked. */
  #others = 0;
  #stopTimer: (() => void) | undefined;

  constructor(parts: RefusedLoginsParts) {
    this.#parts = parts;
  }

  refused({ address, credential, detail = 'an invalid one was refused' }: RefusedLogin): void {
    this.#stopTimer ??= this.#parts.clock.after(WINDOW, () => this.#endWindow());
    const from = networkOf(address);
    const key = `${from} ${credential}`;
    const known = this.#refusals.get(key);
    if (known !== undefined) known.unrecorded += 1;
    else if (this.#refusals.size >= HTTP_LIMITS.recordedRefusals.value) this.#others += 1;
    else {
      this.#refusals.set(key, { from, credential, unrecorded: 0 });
      this.#record(address, credential, detail);
    }
  }

  /** Records the counted refusals and stops the timer. */
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
