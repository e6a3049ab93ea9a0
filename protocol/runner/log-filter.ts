import * as z from 'zod';

/** A log filter of a step or a workflow, as the job format has it. It is applied where the step runs. */
export const LogFilter = z.object({
  type: z.string(),
  config: z.record(z.string(), z.string()),
});
export type LogFilter = z.infer<typeof LogFilter>;
