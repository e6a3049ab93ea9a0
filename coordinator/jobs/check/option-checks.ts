import { Semaphore } from 'async-mutex';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { OptionValidation } from '../../../protocol/routes/shapes/job-browse-shapes.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { excerpt } from '../../../support/text/excerpt.ts';
import { withThread } from '../../../support/threads/thread-parts.ts';
import type { JobAnswer, JobQuestion } from './job-answers.ts';
import { validateOption } from './option-validation.ts';

/** An option to validate, as {@link validateOption} takes it. */
export interface OptionQuestion {
  readonly option: Readonly<Record<string, unknown>>;
  readonly wasScheduled: boolean;
}

/** Validates options of jobs without blocking other requests. */
export interface OptionChecks {
  /**
   * Returns the result of {@link validateOption}. Throws `pattern-too-slow` if the time limit ends a validation with a
   * pattern, and `invalid-input` for other failures, also when `signal` aborts.
   */
  validate(question: OptionQuestion, signal: AbortSignal): Promise<OptionValidation>;
}

/** Maximum characters of the JSON of an option without a pattern that is validated on the main thread. */
const INLINE_CHARACTERS = 16 * 1024;

/** Time limit of one validation in ms, including the start of its thread. */
const OPTION_MILLISECONDS = 5000;

/** Maximum number of validations at the same time in threads. Others wait. */
const THREADS = 2;

const HEAP_MIB = 256;

/** Maximum characters of a pattern in an error message. */
const LONGEST_PATTERN = 200;

/**
 * Creates the {@link OptionChecks} that validates options with a pattern, and long options, in threads.
 *
 * @param program the program of the thread: `job-check-worker.ts` from source, or its bundle
 */
export function createOptionChecks(
  program: URL | string,
  milliseconds: number = OPTION_MILLISECONDS,
): OptionChecks {
  const room = new Semaphore(THREADS);
  const inThread = async (text: string, { option, wasScheduled }: OptionQuestion, signal: AbortSignal) => {
    if (signal.aborted) throw notChecked('the request was ended');
    const limit = AbortSignal.timeout(milliseconds);
    const bounds = { signal: AbortSignal.any([signal, limit]), heapMiB: HEAP_MIB };
    try {
      const answer = await withThread<JobQuestion, JobAnswer, JobAnswer>(program, bounds, (ask) =>
        ask({ kind: 'option', option: text, wasScheduled }),
      );
      if (answer.kind === 'validated') return answer.validation;
      throw new Error(`its thread answered with ${answer.kind}`);
    } catch (error) {
      throw limit.aborted ? tooSlow(option['regex'], milliseconds) : notChecked(problemOf(error));
    }
  };
  return {
    validate: async (question, signal) => {
      const text = JSON.stringify(question.option);
      const hasPattern = (question.option['regex'] ?? '') !== '';
      if (!hasPattern && text.length <= INLINE_CHARACTERS)
        return validateOption(question.option, question.wasScheduled);
      return room.runExclusive(() => inThread(text, question, signal));
    },
  };
}

function tooSlow(regex: unknown, milliseconds: number): OutrunnerError {
  const problem = `more than ${milliseconds} ms`;
  if (typeof regex !== 'string' || regex === '') return notChecked(`it took ${problem}`);
  return new OutrunnerError('pattern-too-slow', { pattern: excerpt(regex, LONGEST_PATTERN), problem });
}

function notChecked(problem: string): OutrunnerError {
  return new OutrunnerError('invalid-input', {
    what: 'The option',
    problem: `it cannot be checked (${problem})`,
    remedy: 'Shorten its values.',
  });
}
