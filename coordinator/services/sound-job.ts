import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { checkJobs } from '../../protocol/job/check-jobs.ts';
import type { Job } from '../../protocol/job/job.ts';
import type { Problem } from '../../protocol/job/problem.ts';
import type { SourceFormat } from '../../protocol/job/source/read-source.ts';
import { problemText } from './job-views.ts';

/** The one job of a text, with what is doubtful about it. Throws `job-invalid` with the lines of its errors. */
export function soundJob(
  text: string,
  format: SourceFormat,
): { readonly job: Job; readonly remarks: readonly Problem[] } {
  const { jobs, problems } = checkJobs(text, { format });
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new OutrunnerError('job-invalid', { problem: problemText(errors) });
  const [only, second] = jobs;
  if (only === undefined) throw new OutrunnerError('job-invalid', { problem: 'it holds no job' });
  if (second !== undefined) {
    const problem = `line ${second.line}: it holds a second job; each is edited alone, and new ones are imported`;
    throw new OutrunnerError('job-invalid', { problem });
  }
  return { job: only.job, remarks: problems };
}
