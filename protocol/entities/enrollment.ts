import { z } from 'zod';
import { ReplicaId, RunnerId } from '../ids.ts';

/** A one-time enrollment token: kept hashed (SHA-256, hex), bound to the first key that used it. Times are epoch ms. */
export const Enrollment = z.object({
  tokenHash: z.string(),
  runnerId: RunnerId,
  createdAt: z.number(),
  expiresAt: z.number(),
  /** Set by the first use: the same key asking again gets the same answer, another is refused. */
  used: z.object({ keyThumbprint: z.string(), replicaId: ReplicaId }).optional(),
});
export type Enrollment = z.infer<typeof Enrollment>;
