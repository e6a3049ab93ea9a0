import * as z from 'zod';
import { jobPath } from '../../job-language/format/job-path.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { TASK_TYPE } from '../ids/tasks.ts';

/** A task in `tasks.json`. */
export const JobTask = z.looseObject({
  type: z.literal(TASK_TYPE),
  project: z.string(),
  /** Name of the job, with its groups: `web/deploy`. */
  job: z.string(),
  options: z.record(z.string(), z.string()).optional(),
});
export type JobTask = z.infer<typeof JobTask>;

/** Returns the definition of a job's task, without options. */
export function jobTaskOf(job: JobOverview): JobTask {
  return { type: TASK_TYPE, project: job.project, job: jobPath(job) };
}

/** Returns the job of a task. Throws `not-found`. */
export function jobOfTask({ project, job }: JobTask, jobs: readonly JobOverview[]): JobOverview {
  const found = jobs.find((it) => it.project === project && jobPath(it) === job);
  if (found === undefined)
    throw new OutrunnerError('not-found', { kind: 'Job', name: `${job} in ${project}` });
  return found;
}
