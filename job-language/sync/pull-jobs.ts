import { jobDigest } from './canonical-job.ts';
import type { ComparedJob } from './compare-folder.ts';
import { comparablePath, jobFilePath } from './job-file-path.ts';
import { mergeTexts, type SideLabels } from './merge-texts.ts';
import { type LocalJob, readJobFile } from './read-job-file.ts';
import { identifiedText } from './send-jobs.ts';
import type { RemoteJob, SyncCoordinator, SyncFolder } from './sync-ports.ts';

export interface PullOptions {
  /** Whether the coordinator's version replaces local changes, even if they do not conflict. */
  readonly force: boolean;
  /** Whether to merge the changes of both sides into the file. */
  readonly merge: boolean;
  /** Whether to delete files whose jobs were deleted on the coordinator. */
  readonly deletes: boolean;
}

/**
 * The result of a pull for one job:
 *
 * - created, updated, deleted: the file now matches the coordinator
 * - merged: the file contains the changes of both sides
 * - unresolved: the file contains conflict markers
 * - conflict: nothing changed, because the file has changes that the coordinator does not have
 */
export type PullAct = 'created' | 'updated' | 'deleted' | 'merged' | 'unresolved' | 'conflict';

export interface PullResult {
  readonly act: PullAct;
  readonly job: ComparedJob;
  readonly file: string;
}

/** Writes the changes of the coordinator into files. Does not overwrite a local change unless `force` is set. */
export class JobPull {
  readonly #coordinator: Pick<SyncCoordinator, 'text'>;
  readonly #folder: Pick<SyncFolder, 'write' | 'remove'>;
  readonly #options: PullOptions;
  readonly #labels: SideLabels;
  /** Paths of all files, as {@link comparablePath} returns them. */
  readonly #taken: Set<string>;

  constructor(
    coordinator: Pick<SyncCoordinator, 'text'>,
    folder: Pick<SyncFolder, 'write' | 'remove'>,
    files: readonly string[],
    options: PullOptions,
    labels: SideLabels = { local: 'this folder', remote: 'coordinator' },
  ) {
    this.#coordinator = coordinator;
    this.#folder = folder;
    this.#options = options;
    this.#labels = labels;
    this.#taken = new Set(files.map(comparablePath));
  }

  /** Returns undefined for a job that needs no change. */
  async pull(job: ComparedJob): Promise<PullResult | undefined> {
    const { state, local, remote } = job;
    if (state === 'same' || state === 'only-here') return undefined;
    if (local === undefined) return this.#pullMissing(job);
    if (remote === undefined) return this.#pullDeleted(job, local);
    if (this.#options.force) {
      const { text } = await this.#coordinator.text(remote.id);
      return this.#write('updated', job, local.file, text);
    }
    switch (state) {
      case 'behind':
      case 'conflict':
        return this.#pullChanged(job, local, remote);
      default:
        return undefined;
    }
  }

  async #pullMissing(job: ComparedJob): Promise<PullResult | undefined> {
    const { state, remote } = job;
    if (remote === undefined) return undefined;
    const file = jobFilePath(remote, (path) => this.#taken.has(path));
    if (state === 'deleted-here' && !this.#options.force) return undefined;
    if (state === 'conflict' && !this.#options.force) return { act: 'conflict', job, file };
    this.#taken.add(comparablePath(file));
    return this.#write('created', job, file, (await this.#coordinator.text(remote.id)).text);
  }

  async #pullDeleted(job: ComparedJob, { file }: LocalJob): Promise<PullResult | undefined> {
    const { force, deletes } = this.#options;
    if (job.state === 'conflict' && !(force && deletes)) return { act: 'conflict', job, file };
    if (!deletes) return undefined;
    await this.#folder.remove(file);
    return { act: 'deleted', job, file };
  }

  /** Keeps comments and formatting of the file if they do not conflict with a change on the coordinator. */
  async #pullChanged(job: ComparedJob, local: LocalJob, remote: RemoteJob): Promise<PullResult> {
    const theirs = await this.#coordinator.text(remote.id);
    const versions = {
      base: job.base?.text ?? '',
      local: identifiedText(local, remote.id),
      remote: theirs.text,
    };
    const merged = mergeTexts(versions, this.#labels);
    const isRemote =
      !merged.conflict && digestOf(merged.text, remote.id) === digestOf(theirs.text, remote.id);
    if (job.state === 'behind' && isRemote) return this.#write('updated', job, local.file, merged.text);
    if (!this.#options.merge) return { act: 'conflict', job, file: local.file };
    const isValid = !merged.conflict && digestOf(merged.text, remote.id) !== undefined;
    return this.#write(isValid ? 'merged' : 'unresolved', job, local.file, merged.text);
  }

  async #write(act: PullAct, job: ComparedJob, file: string, text: string): Promise<PullResult> {
    await this.#folder.write(file, text);
    return { act, job, file };
  }
}

function digestOf(text: string, id: string): string | undefined {
  const read = readJobFile('', text);
  return read.kind === 'job' ? jobDigest(read.job.job, id) : undefined;
}
