import { z } from 'zod';
import { ReplicaId, RunnerId } from '../../../../protocol/ids.ts';

/** A reusable enrollment key and its bounds beside the expiry. */
export const EnrollmentKey = z.object({
  id: z.uuid(),
  /** Replicas of the runner that are not Down, however they were enrolled. */
  maxReplicas: z.int().positive(),
  /** Addresses and networks that may enroll with it, such as 10.0.0.0/8; empty: any. */
  networks: z.array(z.string()),
});
export type EnrollmentKey = z.infer<typeof EnrollmentKey>;

/** A one-time enrollment token: kept hashed (SHA-256, hex), bound to the first key that used it. Times are epoch ms. */
export const Enrollment = z.object({
  tokenHash: z.string(),
  runnerId: RunnerId,
  createdAt: z.number(),
  expiresAt: z.number(),
  /** Set: it is no one-time token but a key, which each replica uses once. */
  key: EnrollmentKey.optional(),
  /** Set by the first use: the same key asking again gets the same answer, another is refused. */
  used: z.object({ keyThumbprint: z.string(), replicaId: ReplicaId }).optional(),
});
export type Enrollment = z.infer<typeof Enrollment>;
