import { Semaphore } from 'async-mutex';
import { OutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';
import { threadParts } from '../../protocol/threads/thread-parts.ts';
import type { CheckedFile, JobFile } from './check-file.ts';
import {
  answerJobQuestion,
  type JobAnswer,
  type JobAnswerPart,
  type JobEdit,
  type JobQuestion,
  joined,
  questionLength,
} from './job-question.ts';

/** Checks and edits job texts without blocking other requests. */
export interface JobTexts {
  /** Checks a file of jobs. Throws `job-invalid` for a file that cannot be checked at all. */
  check(file: JobFile): Promise<CheckedFile>;
  /** Returns the edited texts in the order of the edits. Throws `job-invalid` for a text that does not hold one job. */
  edit(edits: readonly JobEdit[]): Promise<readonly string[]>;
}

/** Questions up to this length are answered on the main thread: they take about 20 ms, and a thread 50 ms to start. */
const INLINE_CHARACTERS = 16 * 1024;

/** Threads for questions up to a length: how many run at the same time, and how much heap each may use. */
interface Lane {
  readonly characters: number;
  readonly threads: number;
  readonly heapMiB: number;
}

/** Saving a job never waits for a large import. Together the threads stay below 1.5 GiB. */
const LANES: readonly [Lane, Lane] = [
  { characters: 1024 * 1024, threads: 2, heapMiB: 256 },
  { characters: Number.POSITIVE_INFINITY, threads: 1, heapMiB: 1024 },
];

/** Time after which a thread is ended, in ms. The longest import takes a tenth of it. */
const THREAD_MILLISECONDS = 120_000;

/**
 * Creates the {@link JobTexts} that answers long questions in threads.
 *
 * @param program of the thread: `job-check-worker.ts` from source, its bundle when built
 */
export function jobTexts(program: URL | string): JobTexts {
  const lanes = LANES.map((lane) => ({ ...lane, room: new Semaphore(lane.threads) }));
  const ask = async (question: JobQuestion): Promise<JobAnswer> => {
    const length = questionLength(question);
    if (length <= INLINE_CHARACTERS) return answerJobQuestion(question);
    const lane = lanes.find(({ characters }) => length <= characters);
    if (lane === undefined) throw invalid('it is too long');
    return lane.room.runExclusive(() => askApart(program, question, lane.heapMiB));
  };
  return {
    check: async (file) => {
      const answer = await ask({ kind: 'check', file });
      if (answer.kind === 'checked') return answer.file;
      throw invalid(answer.kind === 'failed' ? answer.problem : 'it could not be checked');
    },
    edit: async (edits) => {
      const answer = await ask({ kind: 'edit', edits });
      if (answer.kind === 'edited') return answer.texts;
      throw invalid(answer.kind === 'failed' ? answer.problem : 'it could not be edited');
    },
  };
}

async function askApart(program: URL | string, question: JobQuestion, heapMiB: number): Promise<JobAnswer> {
  try {
    const parts = threadParts(program, question, {
      signal: AbortSignal.timeout(THREAD_MILLISECONDS),
      heapMiB,
    });
    return await joined(parts as AsyncGenerator<JobAnswerPart>);
  } catch (error) {
    if (isOutOfMemory(error))
      throw invalid(`it needs more than the ${heapMiB} MiB of memory that it may use; split it`);
    throw invalid(`it cannot be checked (${problemOf(error)})`);
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function invalid(problem: string): OutrunnerError {
  return new OutrunnerError('job-invalid', { problem });
}
