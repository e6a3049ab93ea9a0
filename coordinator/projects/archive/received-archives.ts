import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ARCHIVE_BYTES } from '../../../protocol/routes/archive-routes.ts';

/** Maximum number of archives on disk. */
const MOST_ARCHIVES = 6;
/** Maximum number of these archives of one user, so that one user cannot block the others. */
const MOST_OF_USER = 3;
/** Bytes between two checks of the free disk space. */
const CHECKED_BYTES = 16 * 1024 * 1024;

/** An archive in a file. Must be removed after its import. */
export interface ReceivedArchive {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly remove: () => Promise<void>;
}

export interface ReceivedArchivesParts {
  /** The folder of the archives. */
  readonly path: string;
  /** Throws `storage-low` if little disk space is left. */
  readonly requireRoom: () => void;
}

/** Stores project archives in files while they arrive and are imported. */
export class ReceivedArchives {
  readonly #parts: ReceivedArchivesParts;
  /** The users of the archives on disk. */
  readonly #users: string[] = [];

  private constructor(parts: ReceivedArchivesParts) {
    this.#parts = parts;
  }

  /** Opens an empty folder: removes what an earlier process left behind. Throws errors of the file system. */
  static async open(parts: ReceivedArchivesParts): Promise<ReceivedArchives> {
    await rm(parts.path, { recursive: true, force: true });
    await mkdir(parts.path, { recursive: true, mode: 0o700 });
    return new ReceivedArchives(parts);
  }

  /**
   * Stores the body of a request. If it rejects, nothing is kept. Throws `too-many-requests`, `body-too-large`,
   * `storage-low`, `unsupported-media-type`, and errors of the connection and the file system.
   */
  async receive(user: string, request: IncomingMessage): Promise<ReceivedArchive> {
    requireAcceptable(request);
    this.#parts.requireRoom();
    this.#requireSlot(user);
    this.#users.push(user);
    const path = join(this.#parts.path, `${randomUUID()}.zip`);
    const remove = async () => {
      // A file that cannot be removed is removed by the next start of a coordinator.
      await rm(path, { force: true }).catch(() => undefined);
      this.#users.splice(this.#users.indexOf(user), 1);
    };
    try {
      return { path, size: await this.#store(path, request), remove };
    } catch (error) {
      await remove();
      throw error;
    }
  }

  async #store(path: string, request: IncomingMessage): Promise<number> {
    await using file: FileHandle = await open(path, 'wx', 0o600);
    let size = 0;
    let checked = 0;
    // The request stays open after a refusal: the rest of the body is discarded, so that the client can read the answer.
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      const bytes = piece as Buffer;
      size += bytes.length;
      if (size > ARCHIVE_BYTES) throw tooLarge();
      if (size - checked > CHECKED_BYTES) {
        this.#parts.requireRoom();
        checked = size;
      }
      await file.writeFile(bytes);
    }
    return size;
  }

  #requireSlot(user: string): void {
    const own = this.#users.filter((it) => it === user).length;
    if (own >= MOST_OF_USER) throw tooMany('archives that this user imports at once', MOST_OF_USER);
    if (this.#users.length >= MOST_ARCHIVES)
      throw tooMany('archives that are imported at once', MOST_ARCHIVES);
  }
}

/** Throws the refusals that are known before the body arrives. */
function requireAcceptable({ headers }: IncomingMessage): void {
  if (Number(headers['content-length'] ?? 0) > ARCHIVE_BYTES) throw tooLarge();
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return;
  throw new OutrunnerError('unsupported-media-type', {
    type: `content encoding ${encoding}`,
    accepted: 'the body as it is',
  });
}

function tooLarge(): OutrunnerError {
  return new OutrunnerError('archive-too-large', { limit: ARCHIVE_BYTES });
}

function tooMany(what: string, limit: number): OutrunnerError {
  return new OutrunnerError('too-many-requests', { what, limit, seconds: 60 });
}
