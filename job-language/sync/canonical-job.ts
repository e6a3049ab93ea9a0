import { createHash } from 'node:crypto';
import type { Job } from '../format/job.ts';
import { writeJobs } from '../keys/export-jobs.ts';

/** SHA-256 of a job without the formatting and comments of its text, in hex. */
export type JobDigest = string;

/**
 * Returns the digest of a job with a given id. Two jobs have the same digest if and only if their exports are
 * equal.
 */
export function jobDigest(job: Job, id: string): JobDigest {
  return createHash('sha256')
    .update(writeJobs([{ ...job, uuid: id }], 'json'))
    .digest('hex');
}

/** Returns the exported YAML of a job with a given id, for a comparison that shows no differences in formatting. */
export function canonicalText(job: Job, id: string | undefined): string {
  return writeJobs([id === undefined ? job : { ...job, uuid: id }]);
}
