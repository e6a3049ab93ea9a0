import type { Job } from '../../../job-language/format/job.ts';
import { jobPath } from '../../../job-language/format/job-path.ts';
import type { RunnerSelector } from '../../../protocol/entities/runner-selector.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';

/**
 * Returns the job with the runner selector of a run. Throws `runner-filter-fixed` if the job does not allow another
 * selector.
 */
export function withRunners(job: Job, selector: RunnerSelector | undefined): Job {
  if (selector === undefined) return job;
  if (job.runnerFilterEditable !== true)
    throw new OutrunnerError('runner-filter-fixed', { job: jobPath(job) });
  return { ...job, runnerSelector: selector };
}
