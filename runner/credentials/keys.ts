import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { CompactSign, compactDecrypt, importJWK } from 'jose';
import { z } from 'zod';
import type { PublicJwk } from '../../protocol/entities/replica.ts';
import { SecureValues } from '../../protocol/runner/claims.ts';
import type { TokenProof } from '../../protocol/runner/token.ts';

/** A private key of the curves we use, as a JWK (RFC 8037). It stays in the data dir. */
export const PrivateJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.enum(['Ed25519', 'X25519']),
  x: z.string(),
  d: z.string(),
});
export type PrivateJwk = z.infer<typeof PrivateJwk>;

/** Ed25519, which signs this replica in. */
export function newSignatureKey(): PrivateJwk {
  return PrivateJwk.parse(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
}

/** X25519, which secrets of a grant are encrypted to. */
export function newEncryptionKey(): PrivateJwk {
  return PrivateJwk.parse(generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' }));
}

/** Whether the public half belongs to the private half. */
export function isKeyPair(key: PrivateJwk): boolean {
  try {
    // Node.js ignores `x` of a private key, and derives the public half from `d`.
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

/** A compact JWS over the proof. */
export async function signProof(proof: TokenProof, key: PrivateJwk): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(proof)))
    .setProtectedHeader({ alg: 'EdDSA' })
    .sign(await importJWK(key, 'EdDSA'));
}

/** Opens the secrets of a grant. Throws where they are not encrypted to this key. */
export async function decryptSecureValues(jwe: string, key: PrivateJwk): Promise<SecureValues> {
  const { plaintext } = await compactDecrypt(jwe, await importJWK(key, 'ECDH-ES'), {
    keyManagementAlgorithms: ['ECDH-ES'],
    contentEncryptionAlgorithms: ['A256GCM'],
  });
  const json: unknown = JSON.parse(Buffer.from(plaintext).toString('utf8'));
  return SecureValues.parse(json);
}
