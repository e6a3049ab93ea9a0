import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { checkJobs } from '../../protocol/job/check-jobs.ts';
import type { Job } from '../../protocol/job/job.ts';
import { formatProblem } from '../../protocol/job/problem.ts';

/** Parsed jobs kept in memory. */
const MOST = 256;

/** Jobs by the hash of their text, which never changes. */
export class JobCache {
  readonly #text: (hash: string) => Promise<string>;
  readonly #jobs = new Map<string, Promise<Job>>();

  constructor(text: (hash: string) => Promise<string>) {
    this.#text = text;
  }

  /** Throws `not-found`, `data-damaged`, `job-invalid`. */
  async get(hash: string): Promise<Job> {
    const job = this.#jobs.get(hash) ?? this.#text(hash).then(parseOne);
    this.#jobs.delete(hash);
    this.#jobs.set(hash, job);
    const oldest = this.#jobs.keys().next().value;
    if (this.#jobs.size > MOST && oldest !== undefined) this.#jobs.delete(oldest);
    try {
      return await job;
    } catch (error) {
      this.#jobs.delete(hash);
      throw error;
    }
  }
}

/** Texts are checked before they are saved; a program that executes less than the one that saved it refuses it here. */
function parseOne(text: string): Job {
  const { jobs, problems } = checkJobs(text, { format: 'yaml' });
  const [parsed] = jobs;
  if (parsed !== undefined) return parsed.job;
  const [first] = problems.filter(({ severity }) => severity === 'error').map(formatProblem);
  throw new OutrunnerError('job-invalid', { problem: first ?? 'it holds no job' });
}
