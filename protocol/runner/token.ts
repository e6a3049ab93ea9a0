import * as z from 'zod';
import { WORD_LIMITS, word } from '../bounds.ts';
import { CoordinatorId, InstanceId, ReplicaId } from '../ids.ts';

/**
 * `POST token`: called twice. Without `proof`, the answer is a nonce; with `proof`, an access token. `proof` is a
 * compact JWS (EdDSA, the replica's signature key) whose payload is {@link TokenProof} as JSON. The replica's clock is
 * not trusted: the nonce proves freshness, and the lifetime of the token is a duration.
 */
export const TokenRequest = z.object({
  replicaId: ReplicaId,
  instanceId: InstanceId,
  proof: word(WORD_LIMITS.signature).optional(),
});
export type TokenRequest = z.infer<typeof TokenRequest>;

export const TokenProof = z.object({
  nonce: word(WORD_LIMITS.name),
  replicaId: ReplicaId,
  instanceId: InstanceId,
  coordinatorId: CoordinatorId,
});
export type TokenProof = z.infer<typeof TokenProof>;

export const TokenAnswer = z.union([
  z.object({ nonce: z.string() }),
  z.object({ accessToken: z.string(), expiresInSeconds: z.number().positive() }),
]);
export type TokenAnswer = z.infer<typeof TokenAnswer>;
