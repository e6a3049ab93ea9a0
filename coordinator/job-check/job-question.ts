import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ParsedJob } from '../../protocol/job/check-jobs.ts';
import {
  type JobFlag,
  setJobFlag,
  setRunnerFilter,
  setRunnerSelector,
  withIdentity,
} from '../../protocol/job/edit/edit-job-text.ts';
import type { RunnerSelector } from '../../protocol/job/runner-selector.ts';
import { type CheckedFile, checkFile, type JobFile } from './check-file.ts';

/** A change to the YAML text of one job. */
export type JobEdit = { readonly text: string } & (
  | { readonly kind: 'identity'; readonly uuid: string }
  | { readonly kind: 'selector'; readonly selector: RunnerSelector | undefined }
  | { readonly kind: 'filter'; readonly filter: string }
  | { readonly kind: 'flag'; readonly flag: JobFlag; readonly value: boolean }
);

/** Work on job texts, which may be too long for the main thread. */
export type JobQuestion =
  | { readonly kind: 'check'; readonly file: JobFile }
  | { readonly kind: 'edit'; readonly edits: readonly JobEdit[] };

export type JobAnswer =
  | { readonly kind: 'checked'; readonly file: CheckedFile }
  /** The changed texts, in the order of the edits. */
  | { readonly kind: 'edited'; readonly texts: readonly string[] }
  /** `problem` is the parameter of the error `job-invalid`. */
  | { readonly kind: 'failed'; readonly problem: string };

/** Answers a question. Returns a failure instead of throwing it, because an error loses its class between threads. */
export function answerJobQuestion(question: JobQuestion): JobAnswer {
  try {
    if (question.kind === 'check') return { kind: 'checked', file: checkFile(question.file) };
    return { kind: 'edited', texts: question.edits.map(edited) };
  } catch (error) {
    if (!isOutrunnerError(error) || error.code !== 'job-invalid') throw error;
    return { kind: 'failed', problem: String(error.parameters['problem']) };
  }
}

/** Part of an answer: the file without its jobs and then its jobs in order, or texts in the order of the edits. */
export type JobAnswerPart = JobAnswer | { readonly kind: 'jobs'; readonly jobs: readonly ParsedJob[] };

/** Size after which a part ends, in characters. Such a part is deserialized within milliseconds. */
const PART_CHARACTERS = 256 * 1024;

/** Splits an answer into parts of bounded size, except for single texts that are larger. */
export function* partsOf(answer: JobAnswer): Generator<JobAnswerPart> {
  switch (answer.kind) {
    case 'failed':
      yield answer;
      return;
    case 'edited':
      for (const texts of chunks(answer.texts, (text) => text.length)) yield { kind: 'edited', texts };
      return;
    case 'checked':
      yield { kind: 'checked', file: { ...answer.file, jobs: [] } };
      for (const jobs of chunks(answer.file.jobs, ({ text }) => text.length)) yield { kind: 'jobs', jobs };
  }
}

/** Joins the parts of one answer. */
export async function joined(parts: AsyncIterable<JobAnswerPart>): Promise<JobAnswer> {
  let answer: JobAnswer | undefined;
  const jobs: ParsedJob[] = [];
  const texts: string[] = [];
  for await (const part of parts) {
    if (part.kind === 'jobs') jobs.push(...part.jobs);
    else if (part.kind === 'edited') texts.push(...part.texts);
    else answer = part;
  }
  if (answer?.kind === 'checked') return { kind: 'checked', file: { ...answer.file, jobs } };
  return answer ?? { kind: 'edited', texts };
}

function* chunks<Item>(items: readonly Item[], lengthOf: (item: Item) => number): Generator<Item[]> {
  let chunk: Item[] = [];
  let length = 0;
  for (const item of items) {
    chunk.push(item);
    length += lengthOf(item) + ITEM_CHARACTERS;
    if (length < PART_CHARACTERS) continue;
    yield chunk;
    chunk = [];
    length = 0;
  }
  if (chunk.length > 0) yield chunk;
}

/** Size of a parsed job in addition to its text, in characters. */
const ITEM_CHARACTERS = 1024;

/** Returns the number of characters of all texts in a question. */
export function questionLength(question: JobQuestion): number {
  if (question.kind === 'check') return question.file.text.length;
  return question.edits.reduce((sum, { text }) => sum + text.length, 0);
}

function edited(edit: JobEdit): string {
  switch (edit.kind) {
    case 'identity':
      return withIdentity(edit.text, { uuid: edit.uuid });
    case 'selector':
      return setRunnerSelector(edit.text, edit.selector);
    case 'filter':
      return setRunnerFilter(edit.text, edit.filter);
    case 'flag':
      return setJobFlag(edit.text, edit.flag, edit.value);
  }
}
