import * as z from 'zod';
import { JobId } from '../../ids.ts';

/** One item of metadata of a job, in Rundeck's format. `data` depends on the name. */
export const JobMetaItem = z.object({
  name: z.enum(['authz', 'schedule', 'stats']),
  data: z.record(z.string(), z.unknown()),
});
export type JobMetaItem = z.infer<typeof JobMetaItem>;

/** A job directly in the group that was browsed, or a group below it. */
export const JobBrowseItem = z.discriminatedUnion('job', [
  z.object({
    job: z.literal(true),
    groupPath: z.string(),
    jobName: z.string(),
    description: z.string(),
    id: JobId,
    meta: z.array(JobMetaItem).optional(),
  }),
  z.object({ job: z.literal(false), groupPath: z.string() }),
]);
export type JobBrowseItem = z.infer<typeof JobBrowseItem>;

export const JobBrowseResult = z.object({ path: z.string(), items: z.array(JobBrowseItem) });
export type JobBrowseResult = z.infer<typeof JobBrowseResult>;

const FilterText = z.string().max(1024).optional();

/** Filters for jobs in the body of `POST …/jobs/browse`, in Rundeck's format. Unlisted keys are ignored, as in Rundeck. */
export const JobBrowseFilters = z.object({
  groupPath: FilterText,
  idlist: z.string().max(65_536).optional(),
  jobFilter: FilterText,
  jobExactFilter: FilterText,
  descFilter: FilterText,
  scheduledFilter: z.boolean().optional(),
  scheduleEnabledFilter: z.boolean().optional(),
  executionEnabledFilter: z.boolean().optional(),
});

/**
 * An option of a job in the job format, as `POST …/jobs/validateOption` receives it. Also accepts
 * `remoteUrlAuthenticationType`, `configRemoteUrl` and `valuesType`.
 */
export const OptionToValidate = z.looseObject({ name: z.string().max(1024).optional() });
export type OptionToValidate = z.infer<typeof OptionToValidate>;

/**
 * The result of a validation: the messages by the key of the option that they are about. At most 21 messages of 500
 * characters for each key.
 */
export const OptionValidation = z.object({
  valid: z.boolean(),
  messages: z.record(z.string(), z.array(z.string())),
});
export type OptionValidation = z.infer<typeof OptionValidation>;
