import { randomBytes } from 'node:crypto';
import { explain, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import type { ArchiveExport } from '../../../protocol/routes/archive-query.ts';
import type { ProjectExport } from '../../../protocol/routes/shapes/archive-shapes.ts';
import type { Caller } from '../../access/caller.ts';
import { SerialQueue } from '../../jobs/serial-queue.ts';
import type { ExportFolder } from './export-folder.ts';
import type { ProjectExports } from './project-exports.ts';

/** Maximum number of exports that run, wait, or have an archive to download. */
const MOST_EXPORTS = 16;
/** Maximum number of these exports that one user started, so that one user cannot block the others. */
const MOST_OF_USER = 4;
/** Time from the end of an export until its archive expires, in ms. */
const KEPT = 3_600_000;

interface Export {
  readonly token: string;
  readonly project: ProjectName;
  /** The user who asked for the export. Other users do not see it, as in Rundeck. */
  readonly user: string;
  readonly startedAt: number;
  readonly asked: ArchiveExport;
  /** Epoch ms. Infinite while the export is pending. */
  expiresAt: number;
  percentage: number;
  /** Jobs and executions that are not in the archive, with the reason. */
  errors: readonly string[];
  /** The parts of the project that the archive does not contain. */
  notExported: string;
  outcome: 'pending' | 'ready' | { readonly problem: string };
}

export interface AsyncExportsParts {
  readonly exports: Pick<ProjectExports, 'export' | 'requireExportable'>;
  readonly folder: ExportFolder;
  /** Throws `storage-low` if the disk has no room for an archive. */
  readonly requireRoom: () => void;
  /** Epoch ms. */
  readonly now: () => number;
}

/** A finished archive. Reading `bytes` to the end removes the archive. */
export interface FinishedExport {
  readonly startedAt: number;
  readonly notExported: string;
  readonly size: number;
  readonly bytes: AsyncIterable<Buffer>;
}

/** Exports projects in the background, one after another, into files that clients download later. */
export class AsyncExports {
  readonly #parts: AsyncExportsParts;
  readonly #exports = new Map<string, Export>();
  readonly #queue = new SerialQueue();

  constructor(parts: AsyncExportsParts) {
    this.#parts = parts;
  }

  /** Throws `not-found`, `not-available-yet`, `storage-low`, `too-many-requests`. */
  async start(caller: Caller, project: ProjectName, asked: ArchiveExport): Promise<ProjectExport> {
    const { exports, requireRoom, now } = this.#parts;
    await exports.requireExportable(caller, project, asked);
    requireRoom();
    this.#makeRoom(caller);
    const token = randomBytes(16).toString('hex');
    const started: Export = {
      token,
      project,
      user: caller.principal.user,
      startedAt: now(),
      asked,
      expiresAt: Number.POSITIVE_INFINITY,
      percentage: 0,
      errors: [],
      notExported: '',
      outcome: 'pending',
    };
    this.#exports.set(token, started);
    // Errors are stored in the export.
    void this.#queue.run(() => this.#write(started, caller));
    return viewOf(started);
  }

  /** Throws `not-found`, and `archive-failed` if the export failed. */
  async status(caller: Caller, project: ProjectName, token: string): Promise<ProjectExport> {
    return viewOf(await this.#find(caller, project, token));
  }

  /** Throws `not-found` for an unknown token and a pending export, and `archive-failed` if the export failed. */
  async download(caller: Caller, project: ProjectName, token: string): Promise<FinishedExport> {
    const found = await this.#find(caller, project, token);
    if (found.outcome !== 'ready')
      throw new OutrunnerError('not-found', { kind: 'Archive of export', name: token });
    const size = await this.#parts.folder.size(token);
    return { startedAt: found.startedAt, notExported: found.notExported, size, bytes: this.#bytes(token) };
  }

  async *#bytes(token: string): AsyncIterable<Buffer> {
    yield* this.#parts.folder.read(token);
    await this.#remove(token);
  }

  async #write(started: Export, caller: Caller): Promise<void> {
    const { exports, folder, now } = this.#parts;
    const { token, project, asked } = started;
    try {
      const { bytes, errors, notExported } = await exports.export(caller, project, asked, (done, total) => {
        // 100 means that the file is complete.
        started.percentage = total === 0 ? 0 : Math.min(99, Math.floor((100 * done) / total));
      });
      await folder.write(token, bytes, KEPT);
      started.errors = errors();
      started.notExported = notExported;
      started.percentage = 100;
      started.outcome = 'ready';
    } catch (error) {
      started.outcome = { problem: explain(error) };
    }
    started.expiresAt = now() + KEPT;
  }

  /**
   * Removes expired exports. If there are still too many of the user, or of all users, also removes the oldest export
   * that is not pending, of the user if possible. Throws `too-many-requests`. It awaits nothing, so that concurrent
   * starts cannot exceed the limits.
   */
  #makeRoom({ principal: { user } }: Caller): void {
    for (const { token } of [...this.#exports.values()].filter((it) => this.#isExpired(it)))
      void this.#remove(token);
    const all = [...this.#exports.values()];
    const own = all.filter((it) => it.user === user);
    const isOwnLimit = own.length >= MOST_OF_USER;
    if (!isOwnLimit && all.length < MOST_EXPORTS) return;
    const oldest = (isOwnLimit ? own : [...own, ...all]).find(({ outcome }) => outcome !== 'pending');
    if (oldest === undefined)
      throw new OutrunnerError('too-many-requests', {
        what: isOwnLimit ? 'exports of projects in progress of this user' : 'exports of projects in progress',
        limit: isOwnLimit ? MOST_OF_USER : MOST_EXPORTS,
        seconds: 60,
      });
    void this.#remove(oldest.token);
  }

  /** Returns an export if the caller may still export its project. */
  async #find(caller: Caller, project: ProjectName, token: string): Promise<Export> {
    const found = this.#exports.get(token);
    const isVisible =
      found?.project === project && found.user === caller.principal.user && !this.#isExpired(found);
    if (found === undefined || !isVisible)
      throw new OutrunnerError('not-found', { kind: 'Export', name: token });
    await this.#parts.exports.requireExportable(caller, project, found.asked);
    if (typeof found.outcome === 'object')
      throw new OutrunnerError('archive-failed', { token, problem: found.outcome.problem });
    return found;
  }

  #isExpired({ expiresAt }: Export): boolean {
    return expiresAt <= this.#parts.now();
  }

  async #remove(token: string): Promise<void> {
    this.#exports.delete(token);
    await this.#parts.folder.remove(token);
  }
}

function viewOf({ token, outcome, percentage, errors }: Export): ProjectExport {
  return {
    token,
    ready: outcome === 'ready',
    percentage,
    ...(errors.length === 0 ? {} : { errors: [...errors] }),
  };
}
