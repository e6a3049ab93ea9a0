import type { Job } from '../format/job.ts';
import { writeJobs } from '../keys/export-jobs.ts';
import { writeXmlJobs } from './write-xml-jobs.ts';

/** Formats of exported job definitions. */
export type DefinitionFormat = 'yaml' | 'json' | 'xml';

/** Formats jobs as a list of definitions. Throws `invalid-input` for a job that XML cannot represent. */
export function jobDefinitions(jobs: readonly Job[], format: DefinitionFormat): string {
  return format === 'xml' ? writeXmlJobs(jobs) : writeJobs(jobs, format);
}
