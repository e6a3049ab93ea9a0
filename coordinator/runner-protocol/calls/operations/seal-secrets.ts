import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { CompactEncrypt, importJWK } from 'jose';
import type { PublicJwk } from '../../../../protocol/entities/replica.ts';
import { OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import type { SecureValues } from '../../../../protocol/runner/claims.ts';
import { octetKey } from '../../sign-in/public-key.ts';

/** Maximum number of cached results. Consecutive nodes often share a key and so get the same secrets. */
const MOST_KEPT = 64;

/**
 * Encrypts secrets for the X25519 keys of replicas, as compact JWE. Caches results for equal secrets and keys, but no
 * plaintext.
 */
export class SecretSeals {
  /** A `KeyObject`, because with raw bytes Node.js throws and catches an exception at each use. */
  readonly #salt = createSecretKey(randomBytes(32));
  readonly #sealed = new Map<string, Promise<string>>();

  async seal(secrets: SecureValues, encryptionKey: PublicJwk): Promise<string> {
    const text = JSON.stringify(secrets);
    const name = createHmac('sha256', this.#salt)
      .update(JSON.stringify([encryptionKey.x, text]))
      .digest('base64');
    const known = this.#sealed.get(name);
    if (known !== undefined) return known;
    const [oldest] = this.#sealed.keys();
    if (oldest !== undefined && this.#sealed.size >= MOST_KEPT) this.#sealed.delete(oldest);
    const sealed = seal(text, encryptionKey);
    this.#sealed.set(name, sealed);
    return sealed;
  }
}

async function seal(text: string, encryptionKey: PublicJwk): Promise<string> {
  const jwk = octetKey(encryptionKey, 'X25519');
  if (jwk === undefined) throw new OutrunnerError('internal', { problem: 'a replica has no encryption key' });
  const key = await importJWK(jwk, 'ECDH-ES');
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
    .encrypt(key);
}
