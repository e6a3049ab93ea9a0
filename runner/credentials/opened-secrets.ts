import type { SecureValues } from '../../protocol/runner/claims.ts';
import { decryptSecureValues, type PrivateJwk } from './keys.ts';

/** Maximum number of cached values. The grants of many nodes contain the same encrypted secrets. */
const MOST_OPENED = 16;
/** Time after the last use at which the cache is cleared, in ms. */
const KEPT_MILLISECONDS = 5000;

/** Decrypts the secrets of grants, and caches them for a short time. */
export class OpenedSecrets {
  readonly #key: PrivateJwk;
  readonly #opened = new Map<string, Promise<SecureValues>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(key: PrivateJwk) {
    this.#key = key;
  }

  /** Resolves to the decrypted secrets. Rejects if `jwe` is not encrypted to the key. */
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
