import type { Job } from '../../../job-language/format/job.ts';
import { jobPath } from '../../../job-language/format/job-path.ts';
import type { RunnerSelector } from '../../../protocol/entities/runner-selector.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';

/** The job with the runners that a run asks for instead. Throws `runner-filter-fixed` where the job does not let it. */
export function withRunners(job: Job, selector: RunnerSelector | undefined): Job {
  if (selector === undefined) return job;
  if (job.runnerFilterEditable !== true)
    throw new OutrunnerError('runner-filter-fixed', { job: jobPath(job) });
  return { ...job, runnerSelector: selector };
}
