import * as z from 'zod';

/** The planned start of a scheduled execution. Times are epoch ms. */
export const PlannedFire = z.object({
  plannedAt: z.number(),
  /**
   * Set if the execution replaces runs that were missed while the coordinator was stopped: the number of missed runs,
   * and the planned time of the first one.
   */
  missed: z.object({ count: z.int().positive(), firstAt: z.number() }).optional(),
});
export type PlannedFire = z.infer<typeof PlannedFire>;
