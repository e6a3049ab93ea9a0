import { z } from 'zod';

/** The moment at which a schedule meant an execution to start. Times are epoch ms. */
export const PlannedFire = z.object({
  plannedAt: z.number(),
  /** Set if it replaces fires that were missed while the coordinator was stopped: their number, and the first of them. */
  missed: z.object({ count: z.int().positive(), firstAt: z.number() }).optional(),
});
export type PlannedFire = z.infer<typeof PlannedFire>;
