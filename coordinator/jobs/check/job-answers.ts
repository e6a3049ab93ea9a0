import type { ParsedJob } from '../../../job-language/checks/check-jobs.ts';
import {
  type JobFlag,
  setJobFlag,
  setRunnerFilter,
  setRunnerSelector,
  withIdentity,
} from '../../../job-language/edit/edit-job-text.ts';
import type { RunnerSelector } from '../../../protocol/entities/runner-selector.ts';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { OptionValidation } from '../../../protocol/routes/shapes/job-browse-shapes.ts';
import { type CheckedFile, checkFile, type JobFile } from './check-file.ts';
import { validateOption } from './option-validation.ts';

/** A change to the YAML text of one job. */
export type JobEdit = { readonly text: string } & (
  | { readonly kind: 'identity'; readonly uuid: string }
  | { readonly kind: 'selector'; readonly selector: RunnerSelector | undefined }
  | { readonly kind: 'filter'; readonly filter: string }
  | { readonly kind: 'flag'; readonly flag: JobFlag; readonly value: boolean }
);

/** The identity of a job of the opened file. */
export interface FileJobIdentity {
  /** Position of the job in the file, as {@link ParsedJob.index}. */
  readonly index: number;
  readonly uuid: string;
}

/** A question about job definitions or an option of a job. The answer may take too long for the main thread. */
export type JobQuestion =
  | { readonly kind: 'check'; readonly file: JobFile }
  /** Like `check`, but keeps the texts of the jobs for the `identify` question that follows. */
  | { readonly kind: 'open'; readonly file: JobFile }
  | { readonly kind: 'identify'; readonly identities: readonly FileJobIdentity[] }
  | { readonly kind: 'edit'; readonly edits: readonly JobEdit[] }
  /** `option` is the JSON of the option. */
  | { readonly kind: 'option'; readonly option: string; readonly wasScheduled: boolean };

type FileFindings = Omit<CheckedFile, 'jobs'>;

export type OpenedJob = Omit<ParsedJob, 'text'>;

export type JobAnswer =
  | ({ readonly kind: 'checked'; readonly items: readonly ParsedJob[] } & FileFindings)
  | ({ readonly kind: 'opened'; readonly items: readonly OpenedJob[] } & FileFindings)
  /** Contains the changed texts, in the order of the edits or identities. */
  | { readonly kind: 'edited'; readonly items: readonly string[] }
  | { readonly kind: 'validated'; readonly validation: OptionValidation; readonly items?: never }
  /** `problem` is the parameter of the error `job-invalid`. */
  | { readonly kind: 'failed'; readonly problem: string; readonly items?: never };

/**
 * Answers questions about job definitions and options, and keeps an opened file for the next question. Returns failures
 * instead of throwing them, because an error loses its class between threads.
 */
export class JobAnswers {
  #opened: ReadonlyMap<number, string> = new Map();

  readonly answer = (question: JobQuestion): JobAnswer => {
    try {
      return this.#answer(question);
    } catch (error) {
      if (!isOutrunnerError(error) || error.code !== 'job-invalid') throw error;
      return { kind: 'failed', problem: String(error.parameters['problem']) };
    }
  };

  #answer(question: JobQuestion): JobAnswer {
    switch (question.kind) {
      case 'check': {
        const { jobs, ...findings } = checkFile(question.file);
        return { kind: 'checked', ...findings, items: jobs };
      }
      case 'open': {
        const { jobs, ...findings } = checkFile(question.file);
        this.#opened = new Map(jobs.map(({ index, text }) => [index, text]));
        return { kind: 'opened', ...findings, items: jobs.map(({ text: _, ...job }) => job) };
      }
      case 'identify': {
        const texts = question.identities.map(({ index, uuid }) =>
          withIdentity(this.#opened.get(index) ?? '', { uuid }),
        );
        return { kind: 'edited', items: texts };
      }
      case 'edit':
        return { kind: 'edited', items: question.edits.map(edited) };
      case 'option':
        return {
          kind: 'validated',
          validation: validateOption(JSON.parse(question.option), question.wasScheduled),
        };
    }
  }
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
