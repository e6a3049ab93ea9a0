import * as z from 'zod';
import { ReplicaId, RunnerId } from '../../../../protocol/ids.ts';

/** A reusable enrollment key with its limits. Its expiry is in {@link Enrollment}. */
export const EnrollmentKey = z.object({
  id: z.uuid(),
  /** Maximum number of the runner's replicas that are not Down, however they were enrolled. */
  maxReplicas: z.int().positive(),
  /** Addresses and networks, such as 10.0.0.0/8, from which replicas may enroll with this key. Empty: any. */
  networks: z.array(z.string()),
});
export type EnrollmentKey = z.infer<typeof EnrollmentKey>;

/** A one-time enrollment token or a reusable enrollment key, stored as a hash (SHA-256, hex). Times are epoch ms. */
export const Enrollment = z.object({
  tokenHash: z.string(),
  runnerId: RunnerId,
  createdAt: z.number(),
  expiresAt: z.number(),
  /** Set for a reusable enrollment key, with which each replica enrolls once; absent for a one-time token. */
  key: EnrollmentKey.optional(),
  /**
   * Set by the first use of a one-time token. A repeated request with the same public key gets the same answer; a
   * request with another public key is refused.
   */
  used: z.object({ keyThumbprint: z.string(), replicaId: ReplicaId }).optional(),
});
export type Enrollment = z.infer<typeof Enrollment>;
