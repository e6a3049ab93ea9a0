import type { SecureValues } from '../../protocol/runner/claims.ts';
import { decryptSecureValues, type PrivateJwk } from './keys.ts';

/** Grants of many nodes carry the same secrets, sealed once. */
const MOST_OPENED = 16;
/** They are forgotten so long after the last was asked for. */
const KEPT_MILLISECONDS = 5000;

/** Opens the secrets of grants, the same ones once. */
export class OpenedSecrets {
  readonly #key: PrivateJwk;
  readonly #opened = new Map<string, Promise<SecureValues>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(key: PrivateJwk) {
    this.#key = key;
  }

  /** Rejects where they are not encrypted to the key. */
  open(jwe: string): Promise<SecureValues> {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#opened.clear(), KEPT_MILLISECONDS);
    this.#timer.unref();
    const known = this.#opened.get(jwe);
    if (known) return known;
    const [oldest] = this.#opened.keys();
    if (oldest !== undefined && this.#opened.size >= MOST_OPENED) this.#opened.delete(oldest);
    const secrets = decryptSecureValues(jwe, this.#key);
    this.#opened.set(jwe, secrets);
    return secrets;
  }
}
