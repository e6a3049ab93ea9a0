import type { Job } from '../../../job-language/format/job.ts';
import type { Problem } from '../../../job-language/source/problem.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { JobFile } from './check-file.ts';
import type { JobTexts } from './job-texts.ts';
import { problemText } from './problem-text.ts';

export interface ValidJob {
  readonly job: Job;
  /** Warnings about the job. */
  readonly remarks: readonly Problem[];
}

/**
 * Parses a text that must contain exactly one valid job. Throws `job-invalid` with the positions of the first errors.
 */
export async function validJob(texts: Pick<JobTexts, 'check'>, file: JobFile): Promise<ValidJob> {
  const { jobs, problems } = await texts.check(file);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new OutrunnerError('job-invalid', { problem: problemText(errors) });
  const [only, second] = jobs;
  if (only === undefined) throw new OutrunnerError('job-invalid', { problem: 'it contains no job' });
  if (second !== undefined) {
    const problem = `line ${second.line}: it contains a second job. Edit one job at a time, and import new jobs`;
    throw new OutrunnerError('job-invalid', { problem });
  }
  return { job: only.job, remarks: problems };
}
