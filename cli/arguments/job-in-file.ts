import { checkJobs, type ParsedJob } from '../../job-language/checks/check-jobs.ts';
import { jobPath } from '../../job-language/format/job-path.ts';
import { formatProblem } from '../../job-language/source/problem.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { jobFormat } from './job-format.ts';
import { readTextFile } from './read-text.ts';

/** Returns the jobs of a file. Throws `usage` if it is unreadable, `job-invalid` with the first error's position. */
export async function jobsInFile(file: string): Promise<readonly ParsedJob[]> {
  const { jobs, problems } = checkJobs(await readTextFile(file), { format: jobFormat(file) });
  const error = problems.find(({ severity }) => severity === 'error');
  if (error === undefined) return jobs;
  throw new OutrunnerError('job-invalid', { problem: `${file}:${formatProblem(error)}` });
}

/** Returns the job that `named` (UUID or GROUP/NAME) selects; if undefined, the first job. Throws `usage`. */
export function namedJob(jobs: readonly ParsedJob[], file: string, named: string | undefined): ParsedJob {
  const found = jobs.find(({ job }) => named === undefined || job.uuid === named || jobPath(job) === named);
  if (found !== undefined) return found;
  const problem = named === undefined ? `${file} contains no job.` : `${file} contains no job "${named}".`;
  throw new OutrunnerError('usage', { problem, remedy: `It contains ${pathsOf(jobs)}.` });
}

/** Returns the job of a file to run: the named one, or the only one. Throws `usage` and `job-invalid`. */
export async function jobToRun(file: string, named: string | undefined): Promise<ParsedJob> {
  const jobs = await jobsInFile(file);
  if (named === undefined && jobs.length > 1) {
    const problem = `${file} contains ${jobs.length} jobs: ${pathsOf(jobs)}.`;
    throw new OutrunnerError('usage', { problem, remedy: 'Name one with --job.' });
  }
  return namedJob(jobs, file, named);
}

function pathsOf(jobs: readonly ParsedJob[]): string {
  return jobs.map(({ job }) => jobPath(job)).join(', ');
}
