import * as z from 'zod';

/**
 * The audit record of an act. The definitions contain it from the commit of the act until the journal has stored it.
 */
export const ActRecord = z.object({
  /** Random. The journal stores each id once. */
  id: z.string(),
  /** Epoch ms. */
  time: z.number(),
  who: z.string(),
  what: z.string(),
  from: z.string(),
  subject: z.string(),
  name: z.string().optional(),
  detail: z.string().optional(),
  /** Id of the API token of the call. */
  token: z.string().optional(),
});
export type ActRecord = z.infer<typeof ActRecord>;
