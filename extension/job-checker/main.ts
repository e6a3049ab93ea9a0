import { checkJobs } from '../../protocol/job/check-jobs.ts';
import type { Problem } from '../../protocol/job/problem.ts';

/** What is wrong or doubtful with a file of jobs. A program of its own: loaded with the first job that is opened. */
export function problemsOfJobs(text: string): readonly Problem[] {
  return checkJobs(text, { format: 'yaml' }).problems;
}
