import * as z from 'zod';
import { HostFacts, SentPublicJwk } from '../entities/replica.ts';
import { CoordinatorId, ReplicaId, RunnerId } from '../ids.ts';

/** `POST enroll`: exchanges an enrollment token and public keys for a replica. Idempotent by (token, signature key). */
export const EnrollRequest = z.object({
  token: z.string().min(1).max(256),
  signatureKey: SentPublicJwk,
  encryptionKey: SentPublicJwk,
  host: HostFacts,
});
export type EnrollRequest = z.infer<typeof EnrollRequest>;

export const EnrollAnswer = z.object({
  coordinatorId: CoordinatorId,
  runnerId: RunnerId,
  runnerName: z.string(),
  replicaId: ReplicaId,
  /**
   * Whether the token is an enrollment key, which enrolls more than once. A removed replica may enroll again with it.
   */
  reusable: z.boolean().optional(),
});
export type EnrollAnswer = z.infer<typeof EnrollAnswer>;
