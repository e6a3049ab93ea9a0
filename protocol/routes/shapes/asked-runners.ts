import { z } from 'zod';
import { Priority } from '../../entities/project-dispatch.ts';
import { RunnerFilterMode, RunnerFilterType } from '../../entities/runner-selector.ts';

/** Which runners a call asks for, in Rundeck's words. Forms and queries send texts. */
export const metaRunnerKeys = {
  'meta.jobRunnerFilter': z.string().max(4096).optional(),
  'meta.jobRunnerFilterMode': RunnerFilterMode.optional(),
  'meta.jobRunnerFilterType': RunnerFilterType.optional(),
};

/** Which runners a run asks for instead of those of its job, and how early it has its turn. */
export const askedRunnerKeys = {
  /** Tags, or a typed-in filter. */
  runnerFilter: z.string().max(4096).optional(),
  /** `LOCAL`: the Local Runner. */
  runnerFilterMode: RunnerFilterMode.optional(),
  runnerFilterType: RunnerFilterType.optional(),
  ...metaRunnerKeys,
  priority: z.coerce.number().pipe(Priority).optional(),
};

export type AskedRunners = Omit<z.infer<z.ZodObject<typeof askedRunnerKeys>>, 'priority'>;
