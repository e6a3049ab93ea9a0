import * as z from 'zod';
import { Priority } from '../../entities/project-dispatch.ts';
import { RunnerFilterMode, RunnerFilterType } from '../../entities/runner-selector.ts';

/** The runners that a call selects, in Rundeck's format. Forms and queries send strings. */
export const metaRunnerKeys = {
  'meta.jobRunnerFilter': z.string().max(4096).optional(),
  'meta.jobRunnerFilterMode': RunnerFilterMode.optional(),
  'meta.jobRunnerFilterType': RunnerFilterType.optional(),
};

/** The runners that a run selects instead of the job's selector, and the priority of the run. */
export const askedRunnerKeys = {
  /** Tags, or a runner filter. */
  runnerFilter: z.string().max(4096).optional(),
  /** `LOCAL`: the Local Runner. */
  runnerFilterMode: RunnerFilterMode.optional(),
  runnerFilterType: RunnerFilterType.optional(),
  ...metaRunnerKeys,
  priority: z.coerce.number().pipe(Priority).optional(),
};

export type AskedRunners = Omit<z.infer<z.ZodObject<typeof askedRunnerKeys>>, 'priority'>;
