import * as z from 'zod';
import { JobRevision } from '../../../../protocol/routes/shapes/job-shapes.ts';

/**
 * The stored text that lists the earlier revisions of a job, oldest first. The list is a separate text, so that neither
 * the document of the definitions nor a snapshot contains any history.
 */
const JobHistory = z.array(JobRevision);

export function readHistory(text: string): JobRevision[] {
  return JobHistory.parse(JSON.parse(text));
}

export function writeHistory(revisions: readonly JobRevision[]): string {
  return `${JSON.stringify(revisions)}\n`;
}

/** Returns the hashes of the texts that a history refers to. */
export function textsInHistory(text: string): string[] {
  return readHistory(text).map(({ textHash }) => textHash);
}
