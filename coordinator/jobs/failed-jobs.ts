import type { Problem } from '../../job-language/source/problem.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { JobImportResult } from '../../protocol/routes/shapes/job-shapes.ts';
import type { JobName } from './check/check-file.ts';
import type { OpenedFile } from './check/job-texts.ts';
import { problemText } from './check/problem-text.ts';

export type FailedJob = JobImportResult['failed'][number];

/** Returns the jobs of a file that have errors, each with its problems and the position of its first problem. */
export function invalidJobs(
  project: ProjectName,
  names: readonly JobName[],
  errors: readonly Problem[],
): FailedJob[] {
  if (errors.length === 0) return [];
  const byJob = new Map<number, Problem[]>();
  for (const error of errors) {
    const index = typeof error.path[0] === 'number' ? error.path[0] : 0;
    byJob.set(index, [...(byJob.get(index) ?? []), error]);
  }
  return [...byJob].map(([index, problems]): FailedJob => {
    const [first] = problems;
    return {
      index: index + 1,
      name: names[index]?.name ?? '',
      group: names[index]?.group ?? '',
      project,
      error: problemText(problems),
      ...(first === undefined ? {} : { line: first.line, column: first.column }),
    };
  });
}

/** Maximum number of invalid jobs that the message about a valid job lists. */
const MOST_NAMED = 10;

/** Returns the valid jobs of a file, which are not imported because other jobs of the file have errors. */
export function heldBackJobs(
  project: ProjectName,
  { jobs }: Pick<OpenedFile, 'jobs'>,
  invalid: readonly FailedJob[],
): FailedJob[] {
  const shown = invalid.slice(0, MOST_NAMED).map(({ index }) => index);
  const others = invalid.length - shown.length;
  const numbers = `${shown.join(', ')}${others > 0 ? ` and ${others} others` : ''}`;
  const error = `The job is valid, but was not imported because other jobs of the file are invalid (job ${numbers}). Correct these, or import with onError=skip.`;
  return jobs.map(({ index, job, line, column }) => ({
    index: index + 1,
    name: job.name,
    group: job.group ?? '',
    project,
    error,
    line,
    column,
  }));
}
