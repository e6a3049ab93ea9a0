import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { CompactSign, compactDecrypt, importJWK } from 'jose';
import * as z from 'zod';
import type { PublicJwk } from '../../protocol/entities/replica.ts';
import { SecureValues } from '../../protocol/runner/claims.ts';
import type { TokenProof } from '../../protocol/runner/token.ts';

/** A private key as a JWK (RFC 8037). It never leaves the data dir. */
export const PrivateJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.enum(['Ed25519', 'X25519']),
  x: z.string(),
  d: z.string(),
});
export type PrivateJwk = z.infer<typeof PrivateJwk>;

/** Creates an Ed25519 key, which signs this replica's proofs. */
export function newSignatureKey(): PrivateJwk {
  return PrivateJwk.parse(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
}

/** Creates an X25519 key, to which secrets in grants are encrypted. */
export function newEncryptionKey(): PrivateJwk {
  return PrivateJwk.parse(generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' }));
}

/** Returns whether the public half matches the private half. */
export function isKeyPair(key: PrivateJwk): boolean {
  try {
    // Node.js ignores `x` of a private key and derives the public half from `d`.
    const derived = createPublicKey(createPrivateKey({ key: { ...key }, format: 'jwk' })).export({
      format: 'jwk',
    });
    return derived.x === key.x;
  } catch {
    return false;
  }
}

export function publicHalf({ kty, crv, x }: PrivateJwk): PublicJwk {
  return { kty, crv, x };
}

/** Returns a compact JWS of the proof. */
export async function signProof(proof: TokenProof, key: PrivateJwk): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(proof)))
    .setProtectedHeader({ alg: 'EdDSA' })
    .sign(await importJWK(key, 'EdDSA'));
}

/** Decrypts the secrets of a grant. Rejects if they are not encrypted to this key. */
export async function decryptSecureValues(jwe: string, key: PrivateJwk): Promise<SecureValues> {
  const { plaintext } = await compactDecrypt(jwe, await importJWK(key, 'ECDH-ES'), {
    keyManagementAlgorithms: ['ECDH-ES'],
    contentEncryptionAlgorithms: ['A256GCM'],
  });
  const json: unknown = JSON.parse(Buffer.from(plaintext).toString('utf8'));
  return SecureValues.parse(json);
}
