import {
  type ComparedFolder,
  type ComparedJob,
  compareFolder,
} from '../../../job-language/sync/compare-folder.ts';
import type { FolderCache } from '../../../job-language/sync/folder-cache.ts';
import { JobPull, type PullOptions, type PullResult } from '../../../job-language/sync/pull-jobs.ts';
import { type PushResult, planPush, sendJobs } from '../../../job-language/sync/send-jobs.ts';
import type { FolderListing, RemoteJob, SyncCoordinator } from '../../../job-language/sync/sync-ports.ts';
import type { SyncRecord } from '../../../job-language/sync/sync-record.ts';
import { recordSynchronised } from '../../../job-language/sync/synchronised-jobs.ts';
import type { LinkedFolder } from '../../linked-folders/linked-folder.ts';

/** The jobs of a linked folder, compared with its project at one moment. */
export class LinkedJobs {
  readonly compared: ComparedFolder;
  readonly #folder: LinkedFolder;
  readonly #coordinator: SyncCoordinator;
  readonly #listing: FolderListing;
  #record: SyncRecord;

  private constructor(
    folder: LinkedFolder,
    coordinator: SyncCoordinator,
    read: { readonly listing: FolderListing; readonly record: SyncRecord; readonly compared: ComparedFolder },
  ) {
    this.#folder = folder;
    this.#coordinator = coordinator;
    this.#listing = read.listing;
    this.#record = read.record;
    this.compared = read.compared;
  }

  /** With a cache, reads only files that changed and compares only jobs that changed. */
  static async compare(
    folder: LinkedFolder,
    coordinator: SyncCoordinator,
    cache?: FolderCache,
  ): Promise<LinkedJobs> {
    const listing = cache?.listing ?? (await folder.list(cache));
    const record = await folder.readRecord();
    const { history } = folder;
    const compared = await compareFolder({
      listing,
      record,
      coordinator,
      history,
      ...(cache === undefined ? {} : { cache }),
    });
    return new LinkedJobs(folder, coordinator, { listing, record, compared });
  }

  /** Sends these jobs, including those with a conflict. Deletes the jobs whose files were deleted. */
  async push(jobs: readonly ComparedJob[]): Promise<readonly PushResult[]> {
    const { steps } = planPush(jobs, { force: true, deletes: true });
    const pushed: PushResult[] = [];
    try {
      for await (const result of sendJobs(steps, this.#coordinator)) pushed.push(result);
    } finally {
      await this.#keepRecord({ jobs: this.compared.jobs, pushed });
    }
    return pushed;
  }

  /** Writes these jobs into files, and deletes the files of those that the coordinator deleted. */
  async pull(
    jobs: readonly ComparedJob[],
    options: Omit<PullOptions, 'deletes'>,
  ): Promise<readonly PullResult[]> {
    const files = this.#listing.files.map(({ file }) => file);
    const pull = new JobPull(this.#coordinator, this.#folder, files, { ...options, deletes: true });
    const pulled: PullResult[] = [];
    try {
      for (const job of jobs) {
        const result = await pull.pull(job);
        if (result !== undefined) pulled.push(result);
      }
    } finally {
      await this.#keepRecord({ jobs: this.compared.jobs, pulled });
    }
    return pulled;
  }

  /** Returns the text of a job as the coordinator stores it. */
  async remoteText({ id }: RemoteJob): Promise<string> {
    return (await this.#coordinator.text(id)).text;
  }

  async #keepRecord(synchronised: Parameters<typeof recordSynchronised>[1]): Promise<void> {
    const { url } = this.#coordinator;
    const { history } = this.#folder;
    this.#record = await recordSynchronised(this.#record, synchronised, { history, url });
    await this.#folder.writeRecord(this.#record);
  }
}
