import type { ComparedJob } from './compare-folder.ts';
import type { TextIndex } from './earlier-versions.ts';
import type { MatchedJob } from './match-jobs.ts';
import type { LocalJob, ReadJobFile } from './read-job-file.ts';
import type { FolderFile, FolderListing, RemoteJob } from './sync-ports.ts';
import type { SyncedJob } from './sync-record.ts';

/** Listings and histories with more characters than this are not kept. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

/** The inputs of a comparison of one job, apart from the job itself. */
export interface ComparisonBasis {
  /** Id of the commit that is checked out; undefined without version control. */
  readonly commit: string | undefined;
  /** The entry of the job in the record. */
  readonly entry: SyncedJob | undefined;
}

interface KnownComparison extends ComparisonBasis {
  readonly pair: MatchedJob<LocalJob, RemoteJob>;
  readonly compared: ComparedJob;
}

/**
 * Caches the files and jobs that a comparison of a folder read, so that the next comparison reads only changed files
 * and compares only changed jobs. An unchanged file or job of the coordinator remains the same object in all
 * comparisons.
 */
export class FolderCache {
  /** The last listing, while no file is known to have changed. */
  listing: FolderListing | undefined;
  /** The jobs of the coordinator as last read, by id. See `coordinatorJobs`. */
  readonly remotes = new Map<string, RemoteJob>();
  /** Files of the last listing by key, with their versions. */
  #files = new Map<string, { readonly version: string; readonly file: FolderFile }>();
  readonly #read = new WeakMap<FolderFile, ReadJobFile>();
  #index: { readonly commit: string | undefined; readonly read: Promise<TextIndex> } | undefined;
  readonly #compared = new WeakMap<object, KnownComparison>();

  /** Returns a file of the last listing if its version, such as its time and size, is still the same. */
  unchanged(key: string, version: string): FolderFile | undefined {
    const known = this.#files.get(key);
    return known?.version === version ? known.file : undefined;
  }

  /** Stores a listing, unless it is too long. `versions` contains the versions of its files by key. */
  keep(listing: FolderListing, versions: ReadonlyMap<string, { version: string; file: FolderFile }>): void {
    const characters = listing.files.reduce((sum, { text }) => sum + text.length, 0);
    const fits = characters <= MOST_CHARACTERS;
    this.listing = fits ? listing : undefined;
    this.#files = fits ? new Map(versions) : new Map();
  }

  /** Drops the listing, so that files are checked again, and the file with this key, so that it is read again. */
  changed(key?: string): void {
    this.listing = undefined;
    if (key !== undefined) this.#files.delete(key);
  }

  /** Returns the job of a file. Calls `read` only once for each version of the file. */
  jobOf(file: FolderFile, read: () => ReadJobFile): ReadJobFile {
    const known = this.#read.get(file) ?? read();
    this.#read.set(file, known);
    return known;
  }

  /** Returns the index of the texts in the history of a commit. Calls `read` unless the last index is cached. */
  async indexOf(commit: string | undefined, read: () => Promise<TextIndex>): Promise<TextIndex> {
    if (this.#index === undefined || this.#index.commit !== commit) this.#index = { commit, read: read() };
    const { read: reading } = this.#index;
    try {
      const index = await reading;
      if (index.characters > MOST_CHARACTERS && this.#index?.read === reading) this.#index = undefined;
      return index;
    } catch (error) {
      if (this.#index?.read === reading) this.#index = undefined;
      throw error;
    }
  }

  /** Returns how a job compares. Calls `compare` only if one of its sides, the commit or its entry changed. */
  async compared(
    pair: MatchedJob<LocalJob, RemoteJob>,
    { commit, entry }: ComparisonBasis,
    compare: () => Promise<ComparedJob>,
  ): Promise<ComparedJob> {
    const key = pair.local ?? pair.remote;
    if (key === undefined) return compare();
    const known = this.#compared.get(key);
    if (
      known !== undefined &&
      known.pair.local === pair.local &&
      known.pair.remote === pair.remote &&
      known.commit === commit &&
      isSameEntry(known.entry, entry)
    )
      return known.compared;
    const compared = await compare();
    this.#compared.set(key, { pair, commit, entry, compared });
    return compared;
  }
}

function isSameEntry(one: SyncedJob | undefined, other: SyncedJob | undefined): boolean {
  return (
    one?.digest === other?.digest &&
    one?.replaced === other?.replaced &&
    one?.commit === other?.commit &&
    one?.at === other?.at
  );
}
