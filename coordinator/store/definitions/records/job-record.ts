import * as z from 'zod';
import { Originator } from '../../../../protocol/entities/originator.ts';
import { JobId, ProjectName } from '../../../../protocol/ids.ts';
import { JobAct, JobFacts } from '../../../../protocol/routes/shapes/job-shapes.ts';

/** A stored job. Its text is an immutable file named by `textHash` (SHA-256, hex). Times are epoch ms. */
export const JobRecord = z.object({
  id: JobId,
  project: ProjectName,
  ...JobFacts.shape,
  /** The parts of the runner selector that views display without parsing the text. */
  selector: z.object({
    mode: z.enum(['LOCAL', 'TAGS', 'FILTER']),
    type: z.enum(['LOCAL_RUNNER', 'TAG_FILTER_AND', 'TAG_FILTER_OR']),
    tags: z.array(z.string()),
    /** The filter expression, unless the filter is only a list of tags. */
    expression: z.string().optional(),
    /** Whether the definition has a runner selector. Without a selector, a job runs on the Local Runner. */
    explicit: z.boolean().optional(),
  }),
  /** The job's schedule, copied from the text so that the scheduler need not parse the text. */
  schedule: z.object({ crontab: z.string(), timeZone: z.string().optional() }).optional(),
  textHash: z.string(),
  /** Hash of the text that lists the earlier revisions. Missing in records of versions that stored no revisions. */
  historyHash: z.string().optional(),
  /** Missing in records of versions that stored no revisions. */
  act: JobAct.optional(),
  createdAt: z.number(),
  createdBy: z.string(),
  modifiedAt: z.number(),
  modifiedBy: z.string(),
  /** The rights of the call that last wrote the definition. Scheduled executions have them. */
  savedWith: Originator.optional(),
  revision: z.int().nonnegative(),
});
export type JobRecord = z.infer<typeof JobRecord>;
