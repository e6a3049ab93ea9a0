import { jobPath } from '../format/job-path.ts';
import { type JobDigest, jobDigest } from './canonical-job.ts';
import { comparableName, namedJobs } from './named-jobs.ts';
import { readJobFile } from './read-job-file.ts';
import type { SyncIdentity } from './sync-identity.ts';
import type { SyncHistory } from './sync-ports.ts';
import type { SyncRecord } from './sync-record.ts';

/** The versions of a job that a folder is known to have had. */
export interface EarlierVersions {
  readonly digests: ReadonlySet<JobDigest>;
  /** Whether folder and coordinator had the job at the same time. */
  readonly synced: boolean;
}

/** Finds earlier versions of jobs in version control and in the record of synchronised jobs. */
export class VersionFinder {
  readonly #history: SyncHistory;
  readonly #record: SyncRecord;
  readonly #url: string;
  readonly #readIndex: () => Promise<TextIndex>;
  #index: Promise<TextIndex> | undefined;
  readonly #contained = new Map<string, Promise<boolean>>();

  /**
   * @param readIndex returns the index of the versions in the history; called for the first job that needs the index
   */
  constructor(history: SyncHistory, record: SyncRecord, url: string, readIndex: () => Promise<TextIndex>) {
    this.#history = history;
    this.#record = record;
    this.#url = url;
    this.#readIndex = readIndex;
  }

  /**
   * Returns the earlier versions of a job.
   *
   * @param current digest of the file; undefined if there is no file
   */
  async of(
    identity: SyncIdentity & { readonly id: string },
    current: JobDigest | undefined,
  ): Promise<EarlierVersions> {
    this.#index ??= this.#readIndex();
    const digests = (await this.#index).versionsOf(identity);
    const entry = this.#record.get(identity.id);
    const isDiscarded = current !== undefined && entry?.replaced === current;
    if (entry === undefined || isDiscarded || !(await this.#isContained(entry.commit)))
      return { digests, synced: false };
    return { digests: digests.add(entry.digest), synced: entry.at === this.#url };
  }

  #isContained(commit: string | undefined): Promise<boolean> {
    if (commit === undefined) return Promise.resolve(true);
    const known = this.#contained.get(commit) ?? this.#history.contains(commit);
    this.#contained.set(commit, known);
    return known;
  }
}

/** YAML texts of jobs, by id and by name. A text is parsed only when its job is requested. */
export class TextIndex {
  /** Total number of characters of the texts. */
  readonly characters: number;
  readonly #byId = new Map<string, string[]>();
  /** Texts without an id. */
  readonly #byName = new Map<string, string[]>();

  constructor(texts: readonly string[]) {
    this.characters = texts.reduce((sum, { length }) => sum + length, 0);
    for (const text of texts) {
      const { ids, names } = namedJobs(text);
      for (const id of ids) add(this.#byId, id, text);
      if (ids.size === 0) for (const name of names) add(this.#byName, name, text);
    }
  }

  versionsOf(identity: SyncIdentity & { readonly id: string }): Set<JobDigest> {
    const { id, name } = identity;
    const path = jobPath(identity);
    const texts = [...(this.#byId.get(id) ?? []), ...(this.#byName.get(comparableName(name)) ?? [])];
    const digests = new Set<JobDigest>();
    for (const text of texts) {
      const read = readJobFile('', text);
      if (read.kind !== 'job') continue;
      const { job } = read;
      if (job.id === id || (job.id === undefined && jobPath(job) === path))
        digests.add(jobDigest(job.job, id));
    }
    return digests;
  }
}

function add(map: Map<string, string[]>, key: string, text: string): void {
  const texts = map.get(key);
  if (texts === undefined) map.set(key, [text]);
  else texts.push(text);
}
