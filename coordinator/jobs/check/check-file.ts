import { type CheckedJobs, checkJobs } from '../../../job-language/checks/check-jobs.ts';
import { JOB_FILE_LIMITS } from '../../../job-language/source/job-limits.ts';
import { readSource, type SourceFormat } from '../../../job-language/source/read-source.ts';
import { plainValue } from '../../../job-language/source/source-value.ts';

/** A file of jobs to import. */
export interface JobFile {
  readonly text: string;
  readonly format: SourceFormat;
}

export interface CheckedFile extends CheckedJobs {
  /** Names of all jobs in the file, valid or not; empty if the file has no errors. */
  readonly names: readonly JobName[];
}

export interface JobName {
  readonly name: string;
  readonly group: string;
}

/** Checks a file's text for an import. */
export function checkFile({ text, format }: JobFile): CheckedFile {
  const checked = checkJobs(text, { format });
  const hasErrors = checked.problems.some(({ severity }) => severity === 'error');
  return { ...checked, names: hasErrors ? namesIn(text, format) : [] };
}

function namesIn(text: string, format: SourceFormat): JobName[] {
  const { root } = readSource(text, format, JOB_FILE_LIMITS);
  const sources = root === undefined ? [] : root.kind === 'list' ? root.items : [root];
  return sources.map((source) => {
    const value = plainValue(source);
    const entry: Readonly<Record<string, unknown>> =
      typeof value === 'object' && value !== null ? { ...value } : {};
    return { name: textOf(entry['name']), group: textOf(entry['group']) };
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
