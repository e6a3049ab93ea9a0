import { z } from 'zod';

/** The moment at which a schedule meant an execution to start. Times are epoch ms. */
export const PlannedFire = z.object({
  plannedAt: z.number(),
  /** It stands for fires that were missed while nothing ran: how many, and the first of them. */
  missed: z.object({ count: z.int().positive(), firstAt: z.number() }).optional(),
});
export type PlannedFire = z.infer<typeof PlannedFire>;
