import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { explain, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import type { ArchiveExport } from '../../../protocol/routes/archive-query.ts';
import type { ProjectExport } from '../../../protocol/routes/shapes/archive-shapes.ts';
import type { Caller } from '../../access/caller.ts';
import { SerialQueue } from '../../jobs/serial-queue.ts';
import type { ProjectArchives } from './project-archives.ts';

/** Maximum number of exports that run, wait, or have an archive to download. */
const MOST_EXPORTS = 16;
/** Time from the start of an export until its archive expires, in ms. The next export removes expired archives. */
const KEPT = 3_600_000;

interface Export {
  readonly token: string;
  readonly project: ProjectName;
  /** The user who asked for the export. Other users do not see it, as in Rundeck. */
  readonly user: string;
  readonly startedAt: number;
  percentage: number;
  /** Jobs that are not in the archive, with the reason. */
  errors: readonly string[];
  outcome: 'pending' | 'ready' | { readonly problem: string };
}

export interface AsyncExportsParts {
  readonly archives: Pick<ProjectArchives, 'export' | 'requireExportable'>;
  /** Folder for the archives. Its content does not survive a restart. */
  readonly folder: string;
  /** Throws `storage-low` if the disk has no room for an archive. */
  readonly requireRoom: () => void;
  /** Epoch ms. */
  readonly now: () => number;
}

/** A finished archive. Reading `bytes` to the end removes the archive. */
export interface FinishedExport {
  readonly startedAt: number;
  readonly size: number;
  readonly bytes: AsyncIterable<Buffer>;
}

/** Exports projects in the background, one after another, into files that clients download later. */
export class AsyncExports {
  readonly #parts: AsyncExportsParts;
  readonly #exports = new Map<string, Export>();
  readonly #queue = new SerialQueue();
  #folder: Promise<unknown> | undefined;

  constructor(parts: AsyncExportsParts) {
    this.#parts = parts;
  }

  /** Throws `not-found`, `not-available-yet`, `storage-low`, `too-many-requests`. */
  async start(caller: Caller, project: ProjectName, asked: ArchiveExport): Promise<ProjectExport> {
    const { archives, requireRoom, now } = this.#parts;
    await archives.requireExportable(caller, project, asked);
    requireRoom();
    await this.#makeRoom();
    const token = randomBytes(16).toString('hex');
    const started: Export = {
      token,
      project,
      user: caller.principal.user,
      startedAt: now(),
      percentage: 0,
      errors: [],
      outcome: 'pending',
    };
    this.#exports.set(token, started);
    // Errors are stored in the export.
    void this.#queue.run(() => this.#write(started, caller, asked));
    return viewOf(started);
  }

  /** Throws `not-found`, and `archive-failed` if the export failed. */
  status(caller: Caller, project: ProjectName, token: string): ProjectExport {
    return viewOf(this.#find(caller, project, token));
  }

  /** Throws `not-found` for an unknown token and a pending export, and `archive-failed` if the export failed. */
  async download(caller: Caller, project: ProjectName, token: string): Promise<FinishedExport> {
    const found = this.#find(caller, project, token);
    if (found.outcome !== 'ready')
      throw new OutrunnerError('not-found', { kind: 'Archive of export', name: token });
    const { size } = await stat(this.#path(token));
    return { startedAt: found.startedAt, size, bytes: this.#bytes(token) };
  }

  async *#bytes(token: string): AsyncIterable<Buffer> {
    for await (const piece of createReadStream(this.#path(token))) yield piece as Buffer;
    await this.#remove(token);
  }

  async #write(started: Export, caller: Caller, asked: ArchiveExport): Promise<void> {
    const { archives, folder } = this.#parts;
    try {
      // Removes what an earlier process left behind.
      this.#folder ??= rm(folder, { recursive: true, force: true }).then(() =>
        mkdir(folder, { recursive: true, mode: 0o700 }),
      );
      await this.#folder;
      const { bytes, errors } = await archives.export(caller, started.project, asked, (done, total) => {
        // 100 means that the file is complete.
        started.percentage = total === 0 ? 0 : Math.min(99, Math.floor((100 * done) / total));
      });
      await pipeline(bytes, createWriteStream(this.#path(started.token), { mode: 0o600 }));
      started.errors = errors;
      started.percentage = 100;
      started.outcome = 'ready';
    } catch (error) {
      started.outcome = { problem: explain(error) };
      await rm(this.#path(started.token), { force: true }).catch(() => undefined);
    }
  }

  /** Removes expired exports. If there are still too many, also removes the oldest export that is not pending. */
  async #makeRoom(): Promise<void> {
    const ended = [...this.#exports.values()].filter(({ outcome }) => outcome !== 'pending');
    const expired = ended.filter(({ startedAt }) => this.#parts.now() - startedAt > KEPT);
    for (const { token } of expired) await this.#remove(token);
    if (this.#exports.size < MOST_EXPORTS) return;
    const oldest = ended.find(({ token }) => this.#exports.has(token));
    if (oldest === undefined)
      throw new OutrunnerError('too-many-requests', {
        what: 'exports of projects in progress',
        limit: MOST_EXPORTS,
        seconds: 60,
      });
    await this.#remove(oldest.token);
  }

  #find(caller: Caller, project: ProjectName, token: string): Export {
    const found = this.#exports.get(token);
    if (found === undefined || found.project !== project || found.user !== caller.principal.user)
      throw new OutrunnerError('not-found', { kind: 'Export', name: token });
    if (typeof found.outcome === 'object')
      throw new OutrunnerError('archive-failed', { token, problem: found.outcome.problem });
    return found;
  }

  async #remove(token: string): Promise<void> {
    this.#exports.delete(token);
    await rm(this.#path(token), { force: true });
  }

  #path(token: string): string {
    return join(this.#parts.folder, `${token}.zip`);
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
