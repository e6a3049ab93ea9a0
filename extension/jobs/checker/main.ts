import { askedOption } from '../../../protocol/job/asked-option.ts';
import { checkJobs } from '../../../protocol/job/check-jobs.ts';
import { jobPath } from '../../../protocol/job/job-path.ts';
import type { Problem } from '../../../protocol/job/problem.ts';
import type { JobOption } from '../../../protocol/routes/shapes/job-shapes.ts';
import { problemOfAnswer } from './answer-problem.ts';
import { choicesAt as choices, helpAt as help, type KeyHelp } from './key-help.ts';

/** A job of a file. */
export interface JobInText {
  readonly path: string;
  /** Of this job alone. */
  readonly text: string;
  /** At which it begins, from 1. */
  readonly line: number;
  readonly options: readonly JobOption[];
}

/** What is wrong or doubtful with a file of jobs. A program of its own: loaded with the first job that is opened. */
export function problemsOfJobs(text: string): readonly Problem[] {
  return checkJobs(text, { format: 'yaml' }).problems;
}

/** The jobs of a file that have no errors. */
export function jobsInText(text: string): readonly JobInText[] {
  return checkJobs(text, { format: 'yaml' }).jobs.map(({ job, line, text: own }) => ({
    path: jobPath(job),
    text: own,
    line,
    options: job.options.map(askedOption),
  }));
}

/** Why an option cannot have a value, or undefined; `listed`: its values, where they were asked for at an address. */
export function problemOfValue(
  option: JobOption,
  value: string,
  listed: readonly string[] | undefined,
): string | undefined {
  return problemOfAnswer(option, value, listed);
}

/** What the key of a line is for; lines count from 0. */
export function helpAt(lines: readonly string[], line: number): KeyHelp | undefined {
  return help(lines, line);
}

/** The keys that can be written in a line; lines count from 0. */
export function choicesAt(lines: readonly string[], line: number): readonly KeyHelp[] {
  return choices(lines, line);
}
