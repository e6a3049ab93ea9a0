import * as z from 'zod';

/** Statistics of a log storage plugin, in Rundeck's format. */
export const LogStorage = z.object({
  enabled: z.boolean(),
  pluginName: z.string(),
  succeededCount: z.int(),
  failedCount: z.int(),
  queuedCount: z.int(),
  totalCount: z.int(),
  incompleteCount: z.int(),
  missingCount: z.int(),
});
export type LogStorage = z.infer<typeof LogStorage>;

/** A page of the executions whose output is not in log storage, in Rundeck's format. */
export const IncompleteLogs = z.object({
  total: z.int(),
  max: z.int(),
  offset: z.int(),
  executions: z.array(z.never()),
});
