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
  /** Set if the credential is valid but lacks a right: its user and token. */
  readonly caller?: { readonly who: string; readonly token?: string };
}

export interface RefusedLoginsParts {
  readonly audit: (line: AuditLine) => void;
  readonly clock: { after(milliseconds: number, callback: () => void): () => void };
}

interface Refusals {
  readonly from: string;
  readonly credential: string;
  readonly caller: RefusedLogin['caller'];
  /** Number of refused logins without an audit record. */
  unrecorded: number;
}

/**
 * Records refused logins and refused access in the audit. The first refusal of a network and kind of credential, or of
 * a network and token, is recorded at once; further refusals are counted, and their number is recorded when the minute
 * ends. Because the number of tracked networks is limited, an attack from many networks cannot flood the audit: the
 * refusals from further networks share one record per minute.
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

  refused({ address, credential, caller, detail = 'an invalid one was refused' }: RefusedLogin): void {
    this.#stopTimer ??= this.#parts.clock.after(WINDOW, () => this.#endWindow());
    const from = networkOf(address);
    const key = `${from} ${caller === undefined ? credential : `by ${caller.token ?? caller.who}`}`;
    const known = this.#refusals.get(key);
    if (known !== undefined) known.unrecorded += 1;
    else if (this.#refusals.size >= HTTP_LIMITS.recordedRefusals.value) this.#others += 1;
    else {
      this.#refusals.set(key, { from, credential, caller, unrecorded: 0 });
      this.#record(address, credential, detail, caller);
    }
  }

  /** Records the counted refusals and stops the timer. */
  close(): void {
    this.#stopTimer?.();
    this.#endWindow();
  }

  #endWindow(): void {
    this.#stopTimer = undefined;
    for (const { from, credential, caller, unrecorded } of this.#refusals.values()) {
      if (unrecorded === 0) continue;
      const what = caller === undefined ? 'invalid ones' : 'calls';
      this.#record(from, credential, `${unrecorded} more ${what} were refused within a minute`, caller);
    }
    const others = `${this.#others} further ones were refused within a minute`;
    if (this.#others > 0) this.#record('further networks', 'credential', others);
    this.#refusals.clear();
    this.#others = 0;
  }

  #record(from: string, subject: string, detail: string, caller?: RefusedLogin['caller']): void {
    if (caller === undefined)
      this.#parts.audit({ who: 'anybody', what: 'login.refuse', subject, from, detail });
    else this.#parts.audit({ ...caller, what: 'access.refuse', subject, from, detail });
  }
}
