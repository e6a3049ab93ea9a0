import { checkJobs } from '../checks/check-jobs.ts';
import type { Job } from '../format/job.ts';
import { blocksWithJobs } from '../language-service/recognise-jobs.ts';
import type { SyncIdentity } from './sync-identity.ts';

/** A file of the linked folder that contains one valid job. */
export interface LocalJob extends SyncIdentity {
  /** Path below the folder of jobs, with `/` between its parts. */
  readonly file: string;
  readonly text: string;
  readonly job: Job;
}

/** A file of the linked folder that cannot be compared. */
export interface InvalidJobFile {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly problem: string;
}

export type ReadJobFile =
  | { readonly kind: 'job'; readonly job: LocalJob }
  | { readonly kind: 'invalid'; readonly invalid: InvalidJobFile }
  /** YAML that does not look like a job. */
  | { readonly kind: 'other' };

/** Names of the files that can contain a job. */
export const JOB_FILE_NAME = /\.ya?ml$/i;

/** Reads a YAML file that should contain exactly one job. Never throws for any content. */
export function readJobFile(file: string, text: string): ReadJobFile {
  const marker = /^(?:<{7}|>{7}) .*$/m.exec(text);
  if (marker !== null && blocksWithJobs(text) !== undefined) {
    const line = text.slice(0, marker.index).split('\n').length;
    return invalid(file, line, 1, 'The file contains conflict markers. Resolve them first.');
  }
  const { jobs, problems } = checkJobs(text, { format: 'yaml' });
  const error = problems.find(({ severity }) => severity === 'error');
  if (error !== undefined) {
    if (blocksWithJobs(text) === undefined) return { kind: 'other' };
    return invalid(file, error.line, error.column, error.message);
  }
  const [only, second] = jobs;
  if (only === undefined) return { kind: 'other' };
  if (second !== undefined)
    return invalid(
      file,
      second.line,
      second.column,
      'The file contains a second job. Move it to its own file.',
    );
  const { uuid, group = '', name } = only.job;
  return { kind: 'job', job: { file, text, job: only.job, id: uuid, group, name } };
}

function invalid(file: string, line: number, column: number, problem: string): ReadJobFile {
  return { kind: 'invalid', invalid: { file, line, column, problem } };
}
