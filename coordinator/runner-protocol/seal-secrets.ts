import { CompactEncrypt, importJWK } from 'jose';
import type { PublicJwk } from '../../protocol/entities/replica.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { SecureValues } from '../../protocol/runner/claims.ts';
import { octetKey } from './public-key.ts';

/** Encrypts secrets to one replica's X25519 key, as a compact JWE. */
export async function sealSecrets(secrets: SecureValues, encryptionKey: PublicJwk): Promise<string> {
  const jwk = octetKey(encryptionKey, 'X25519');
  if (jwk === undefined) throw new OutrunnerError('internal', { problem: 'a replica has no encryption key' });
  const key = await importJWK(jwk, 'ECDH-ES');
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(secrets)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
    .encrypt(key);
}
