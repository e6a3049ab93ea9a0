import * as z from 'zod';
import type { JobId } from '../../../protocol/ids.ts';

/** The number of jobs, of all coordinators together, whose values are kept. */
const MOST_JOBS = 50;
/** Maximum number of characters of one job's values. Longer values are not kept. */
const MOST_CHARACTERS = 16_384;

/** The inputs of the last run of a job with the form. Never contains secure values or files. */
export const RememberedRun = z.object({
  values: z.record(z.string(), z.string()),
  filter: z.string(),
  runners: z.enum(['job', 'local', 'other']),
  runnerFilter: z.string(),
  logLevel: z.enum(['', 'DEBUG', 'VERBOSE', 'INFO', 'WARN', 'ERROR']),
});
export type RememberedRun = z.infer<typeof RememberedRun>;

const StoredRuns = z.array(
  z.object({ coordinator: z.string().max(2048), job: z.string(), run: RememberedRun }),
);

const KEY = 'outrunner.rememberedRuns';

/** Stores values by key. The same shape as `vscode.Memento`, without the dependency. */
export interface RunStorage {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/**
 * The inputs of each job's last run with the form, for the jobs that ran most recently. A job that was imported into
 * several coordinators has the same id on each, but separate inputs. `coordinator` is the key of a coordinator;
 * undefined without one.
 */
export class RememberedRuns {
  readonly #storage: RunStorage;

  constructor(storage: RunStorage) {
    this.#storage = storage;
  }

  of(coordinator: string | undefined, job: JobId): RememberedRun | undefined {
    return this.#stored().find((it) => it.coordinator === coordinator && it.job === job)?.run;
  }

  async remember(coordinator: string | undefined, job: JobId, run: RememberedRun): Promise<void> {
    if (coordinator === undefined || JSON.stringify(run).length > MOST_CHARACTERS) return;
    const others = this.#stored().filter((it) => it.coordinator !== coordinator || it.job !== job);
    await this.#storage.update(KEY, [{ coordinator, job, run }, ...others].slice(0, MOST_JOBS));
  }

  /** Ignores unreadable values, such as those of another version. */
  #stored(): z.infer<typeof StoredRuns> {
    return StoredRuns.safeParse(this.#storage.get(KEY)).data ?? [];
  }
}
