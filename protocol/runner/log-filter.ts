import * as z from 'zod';

/** A log filter of a step or a workflow, in the job format. The replica that executes the step applies it. */
export const LogFilter = z.object({
  type: z.string(),
  config: z.record(z.string(), z.string()),
});
export type LogFilter = z.infer<typeof LogFilter>;
