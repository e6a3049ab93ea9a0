import type { Job } from '../../../job-language/format/job.ts';
import type { JobTexts } from '../../jobs/check/job-texts.ts';
import { validJob } from '../../jobs/check/valid-job.ts';

/** Limits of the cache: the number of jobs, and the total characters of their texts. */
const MOST_JOBS = 256;
const MOST_CHARACTERS = 16 * 1024 * 1024;

interface CachedJob {
  readonly job: Promise<Job>;
  /** Length of the job's text; 0 until the text is read. */
  characters: number;
}

/** Parsed jobs by the hash of their text, least recently used first. The text of a hash never changes. */
export class JobCache {
  readonly #text: (hash: string) => Promise<string>;
  readonly #texts: Pick<JobTexts, 'check'>;
  readonly #jobs = new Map<string, CachedJob>();
  #characters = 0;

  constructor(text: (hash: string) => Promise<string>, texts: Pick<JobTexts, 'check'>) {
    this.#text = text;
    this.#texts = texts;
  }

  /**
   * Returns the parsed job. Throws `not-found`, `data-damaged`, and `job-invalid` if another version of Outrunner saved
   * the job and this one does not support it.
   */
  async get(hash: string): Promise<Job> {
    const cached = this.#jobs.get(hash) ?? this.#load(hash);
    this.#jobs.delete(hash);
    this.#jobs.set(hash, cached);
    this.#evict();
    try {
      return await cached.job;
    } catch (error) {
      this.#remove(hash, cached);
      throw error;
    }
  }

  #load(hash: string): CachedJob {
    const parse = async (): Promise<Job> => {
      const text = await this.#text(hash);
      if (this.#jobs.get(hash) === cached) {
        cached.characters = text.length;
        this.#characters += text.length;
      }
      return (await validJob(this.#texts, { text, format: 'yaml' })).job;
    };
    const cached: CachedJob = { job: Promise.resolve().then(parse), characters: 0 };
    return cached;
  }

  #evict(): void {
    for (const [hash, cached] of this.#jobs) {
      if (this.#jobs.size <= MOST_JOBS && this.#characters <= MOST_CHARACTERS) return;
      this.#remove(hash, cached);
    }
  }

  #remove(hash: string, cached: CachedJob): void {
    if (this.#jobs.get(hash) !== cached) return;
    this.#jobs.delete(hash);
    this.#characters -= cached.characters;
  }
}
