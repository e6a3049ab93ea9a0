import type { Finding } from './problem.ts';
import { entryOf, type SourceMap, type SourceValue } from './source-value.ts';

/**
 * Limits of one job file. The cost of an import grows with its jobs, and the cost of a run with the steps of its job.
 */
export const JOB_FILE_LIMITS = {
  jobs: 10_000,
  /** Number of steps of one job, including those within conditionals and error handlers. */
  steps: 10_000,
  /** UTF-16 code units of one job. */
  jobCharacters: 8 * 1024 * 1024,
  /** Levels of nesting in the file. */
  depth: 64,
  /** YAML tokens of the file: words, punctuation and line breaks. */
  tokens: 900_000,
  /** Values that the file's aliases may expand to. */
  aliasedValues: 20_000,
} as const;

/** Returns an error for a job that is too large to parse. Call it before any work whose cost grows with the job. */
export function excessFinding(job: SourceMap, path: readonly number[]): Finding | undefined {
  const span = { start: job.span.start, end: job.span.start + 1 };
  if (job.span.end - job.span.start > JOB_FILE_LIMITS.jobCharacters) {
    const most = JOB_FILE_LIMITS.jobCharacters / 1024 / 1024;
    const message = `The job has more than ${most} Mi characters. Move its scripts into files of their own.`;
    return { severity: 'error', code: 'job-too-long', message, span, path };
  }
  const count = steps(entryOf(entryOf(job, 'sequence')?.value, 'commands')?.value);
  if (count <= JOB_FILE_LIMITS.steps) return undefined;
  const message = `The job has ${count} steps; the limit is ${JOB_FILE_LIMITS.steps}. Move some of them into other jobs and refer to those with "jobref".`;
  return { severity: 'error', code: 'too-many-steps', message, span, path };
}

/** Keys of a step whose value is a step or a list of steps, in both forms of conditionals. */
const NESTED_STEPS = ['subSteps', 'steps', 'errorhandler'];

function steps(value: SourceValue | undefined): number {
  if (value?.kind === 'list') return value.items.reduce((sum, item) => sum + steps(item), 0);
  if (value?.kind !== 'map') return 0;
  return NESTED_STEPS.reduce((sum, key) => sum + steps(entryOf(value, key)?.value), 1);
}
