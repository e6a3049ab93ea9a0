import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { expandText } from '../expansion/expand-text.ts';
import type { ValueLookup } from '../expansion/value-lookup.ts';
import { durationSeconds } from '../format/duration.ts';
import type { Job } from '../format/job.ts';
import { jobPath } from '../format/job-path.ts';

/** Maximum number of retries. */
const MOST_RETRIES = 1_000_000;

/** The number of retries of a job, and the delay after a failure. */
export interface RetryLimits {
  readonly max: number;
  readonly delaySeconds: number;
}

/**
 * Returns the maximum duration of the run in seconds; undefined: no limit. Throws `options-invalid` if the
 * expanded text is not a duration.
 */
export function runTimeout(job: Job, lookup: ValueLookup): number | undefined {
  const seconds = secondsOf(job, 'timeout', job.timeout, lookup);
  return seconds === 0 ? undefined : seconds;
}

/**
 * Returns the retries of a job; undefined if it is not retried. Throws `options-invalid` if an expanded text
 * is not a number or duration.
 */
export function runRetry(job: Job, lookup: ValueLookup): RetryLimits | undefined {
  const max = countOf(job, 'retry', job.retry?.retry, lookup, MOST_RETRIES);
  if (max === 0) return undefined;
  return { max, delaySeconds: secondsOf(job, 'delay of retries', job.retry?.delay, lookup) };
}

/**
 * Returns the maximum number of concurrent executions of the job; undefined: no limit. Throws
 * `options-invalid`.
 */
export function mostExecutions(job: Job, lookup: ValueLookup): number | undefined {
  if (!job.multipleExecutions) return 1;
  const most = countOf(
    job,
    'maxMultipleExecutions',
    job.maxMultipleExecutions,
    lookup,
    Number.MAX_SAFE_INTEGER,
  );
  return most === 0 ? undefined : most;
}

function countOf(
  job: Job,
  what: string,
  written: string | undefined,
  lookup: ValueLookup,
  most: number,
): number {
  const text = expandText(written ?? '', lookup).trim();
  if (text === '') return 0;
  if (/^\d{1,15}$/.test(text)) return Math.min(Number(text), most);
  const problem = `its ${what} "${text}" is not a whole number`;
  throw new OutrunnerError('options-invalid', { job: jobPath(job), problem });
}

function secondsOf(job: Job, what: string, written: string | undefined, lookup: ValueLookup): number {
  const text = expandText(written ?? '', lookup).trim();
  const seconds = text === '' ? 0 : durationSeconds(text);
  if (seconds !== undefined) return seconds;
  const problem = `its ${what} "${text}" is not a duration like 6h 30m`;
  throw new OutrunnerError('options-invalid', { job: jobPath(job), problem });
}
