import type { JWK } from 'jose';
import type { PublicJwk } from '../../../protocol/entities/replica.ts';

export type Curve = 'Ed25519' | 'X25519';

/** Returns the public key of a replica on the given curve; undefined for any other value. */
export function octetKey(key: PublicJwk, curve: Curve): JWK | undefined {
  if (key.kty !== 'OKP' || key.crv !== curve || key.x === undefined) return undefined;
  if (Buffer.from(key.x, 'base64url').byteLength !== 32) return undefined;
  return { kty: 'OKP', crv: curve, x: key.x };
}
