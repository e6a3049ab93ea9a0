import { Semaphore } from 'async-mutex';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import { type Ask, withThread } from '../../../support/threads/thread-parts.ts';
import type { CheckedFile, JobFile } from './check-file.ts';
import {
  type FileJobIdentity,
  type JobAnswer,
  JobAnswers,
  type JobEdit,
  type JobQuestion,
  type OpenedJob,
} from './job-answers.ts';

/** Checks and edits job definitions without blocking other requests. */
export interface JobTexts {
  /** Checks a file of jobs. Throws `job-invalid` if the file cannot be parsed. */
  check(file: JobFile): Promise<CheckedFile>;
  /**
   * Checks a file of jobs, and passes the result to `use`, which may request the texts of the jobs with new identities.
   * The file is parsed once, and the result is kept until `use` settles. Throws as `check` does.
   */
  open<Result>(file: JobFile, use: (opened: OpenedFile) => Promise<Result>): Promise<Result>;
  /**
   * Returns the edited texts in the order of the edits. Throws `job-invalid` for a text that does not contain exactly
   * one job.
   */
  edit(edits: readonly JobEdit[]): Promise<readonly string[]>;
}

export interface OpenedFile extends Omit<CheckedFile, 'jobs'> {
  readonly jobs: readonly OpenedJob[];
  /** Returns the text of each job with its identity set, in the order of `identities`. */
  identify(identities: readonly FileJobIdentity[]): Promise<readonly string[]>;
}

/**
 * Maximum characters of a question that is answered on the main thread. Such a question takes about 20 ms; starting a
 * thread takes 50 ms.
 */
const INLINE_CHARACTERS = 16 * 1024;

/**
 * A pool of at most `threads` threads, for questions of at most `characters` characters. `heapMiB` limits each thread.
 */
interface Lane {
  readonly characters: number;
  readonly threads: number;
  readonly heapMiB: number;
}

/**
 * Separate lanes, so that saving a job of up to 1 MiB does not wait for a large import. Together, the threads use at
 * most 1.5 GiB of heap.
 */
const LANES: readonly [Lane, Lane] = [
  { characters: 1024 * 1024, threads: 2, heapMiB: 256 },
  { characters: Number.POSITIVE_INFINITY, threads: 1, heapMiB: 1024 },
];

/** Time after which a thread is ended, in ms. The longest import takes a tenth of this time. */
const THREAD_MILLISECONDS = 120_000;

/**
 * Creates the {@link JobTexts} that answers long questions in threads.
 *
 * @param program the program of the thread: `job-check-worker.ts` from source, or its bundle
 */
export function createJobTexts(program: URL | string): JobTexts {
  const lanes = LANES.map((lane) => ({ ...lane, room: new Semaphore(lane.threads) }));
  /** Lets `use` ask questions about texts of `length` characters in total. */
  const converse = async <Result>(
    length: number,
    use: (ask: AskJobs) => Promise<Result>,
  ): Promise<Result> => {
    if (length <= INLINE_CHARACTERS) {
      const { answer } = new JobAnswers();
      return use(async (question) => answer(question));
    }
    const lane = lanes.find(({ characters }) => length <= characters);
    if (lane === undefined) throw invalid('it is too long');
    const bounds = () => ({ signal: AbortSignal.timeout(THREAD_MILLISECONDS), heapMiB: lane.heapMiB });
    return lane.room.runExclusive(() =>
      withThread<JobQuestion, JobAnswer, Result>(program, bounds(), (ask) =>
        use(explained(ask, lane.heapMiB)),
      ),
    );
  };
  return {
    check: ({ text, format }) =>
      converse(text.length, async (ask) => {
        const answer = await ask({ kind: 'check', file: { text, format } });
        if (answer.kind !== 'checked') throw failure(answer, 'it could not be checked');
        const { kind: _, items: jobs, ...findings } = answer;
        return { ...findings, jobs: [...jobs] };
      }),
    open: ({ text, format }, use) =>
      converse(text.length, async (ask) => {
        const answer = await ask({ kind: 'open', file: { text, format } });
        if (answer.kind !== 'opened') throw failure(answer, 'it could not be checked');
        const { kind: _, items: jobs, ...findings } = answer;
        return use({
          ...findings,
          jobs,
          identify: async (identities) => editedTexts(await ask({ kind: 'identify', identities })),
        });
      }),
    edit: (edits) =>
      converse(
        edits.reduce((sum, { text }) => sum + text.length, 0),
        async (ask) => editedTexts(await ask({ kind: 'edit', edits })),
      ),
  };
}

type AskJobs = Ask<JobQuestion, JobAnswer>;

function editedTexts(answer: JobAnswer): readonly string[] {
  if (answer.kind === 'edited') return answer.items;
  throw failure(answer, 'it could not be edited');
}

function failure(answer: JobAnswer, otherwise: string): OutrunnerError {
  return invalid(answer.kind === 'failed' ? answer.problem : otherwise);
}

/** Converts a failure of the thread into the error that the caller gets. */
function explained(ask: AskJobs, heapMiB: number): AskJobs {
  return async (question) => {
    try {
      return await ask(question);
    } catch (error) {
      if (isOutOfMemory(error))
        throw invalid(`it needs more than the ${heapMiB} MiB of memory that it may use; split it`);
      throw invalid(`it cannot be checked (${problemOf(error)})`);
    }
  };
}

function isOutOfMemory(error: unknown): boolean {
  return systemCode(error) === 'ERR_WORKER_OUT_OF_MEMORY';
}

function invalid(problem: string): OutrunnerError {
  return new OutrunnerError('job-invalid', { problem });
}
