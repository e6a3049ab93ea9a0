import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../../../support/files/system-code.ts';
import { syncData, syncFolder } from '../../files/durable-file.ts';
import { type OperationKey, operationIdOf } from '../index/operation-key.ts';
import { LatestRun } from './latest-run.ts';

/** Maximum number of unused files that stay open. */
const MOST_IDLE = 64;

interface OpenFile {
  readonly handle: Promise<FileHandle>;
  readonly syncing: LatestRun;
  users: number;
}

/** The files `<folder>/<execution>/<sequence>.bin`, each with the bytes of one operation. */
export class RawFiles {
  readonly #folder: string;
  /** Open files, least recently used first. */
  readonly #files = new Map<string, OpenFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes all `buffers` at `position`, which is at most the length of the file. */
  async write(key: OperationKey, buffers: readonly Uint8Array[], position: number): Promise<void> {
    await this.#use(key, async ({ handle }) => {
      const file = await handle;
      const total = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
      const { bytesWritten } = await file.writev(buffers, position);
      if (bytesWritten === total) return;
      const rest = Buffer.concat(buffers).subarray(bytesWritten);
      await writeWhole(file, rest, position + bytesWritten);
    });
  }

  /** Returns `length` bytes from `position` on, or fewer at the end of the file. */
  async read(key: OperationKey, position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(length);
    return buffer.subarray(0, await this.readInto(key, position, buffer));
  }

  /**
   * Fills `target` with bytes from `position` on. Returns the number of bytes read, which is lower at the end of the
   * file.
   */
  async readInto(key: OperationKey, position: number, target: Buffer): Promise<number> {
    return await this.#use(key, async ({ handle }) => {
      const length = target.byteLength;
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await (await handle).read(target, filled, length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    });
  }

  /** Resolves once all earlier writes, and the file's name, are durable. */
  async sync(key: OperationKey): Promise<void> {
    await this.#use(key, ({ syncing }) => syncing.run());
  }

  /** Removes the files of an execution. They must not be in use. */
  async erase(execution: number): Promise<void> {
    for (const [name, file] of this.#files) {
      if (!name.startsWith(`${execution}-`)) continue;
      this.#files.delete(name);
      await (await file.handle).close();
    }
    await rm(this.#executionFolder(execution), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    for (const { handle } of this.#files.values()) await (await handle).close();
    this.#files.clear();
  }

  async #use<Result>(key: OperationKey, act: (file: OpenFile) => Promise<Result>): Promise<Result> {
    const file = this.#open(key);
    file.users += 1;
    try {
      return await act(file);
    } finally {
      file.users -= 1;
      await this.#closeIdle();
    }
  }

  #open(key: OperationKey): OpenFile {
    const name = operationIdOf(key);
    const known = this.#files.get(name);
    if (known !== undefined) {
      this.#files.delete(name);
      this.#files.set(name, known);
      return known;
    }
    const handle = this.#openHandle(key);
    let named = false;
    const syncing = new LatestRun(async () => {
      await syncData(await handle);
      if (named) return;
      await syncFolder(this.#executionFolder(key.execution));
      await syncFolder(this.#folder);
      named = true;
    });
    const file = { handle, syncing, users: 0 };
    handle.catch(() => this.#files.delete(name));
    this.#files.set(name, file);
    return file;
  }

  async #openHandle({ execution, sequence }: OperationKey): Promise<FileHandle> {
    const path = join(this.#executionFolder(execution), `${sequence}.bin`);
    try {
      return await open(path, 'r+');
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      await mkdir(this.#executionFolder(execution), { recursive: true, mode: 0o700 });
      return await open(path, 'w+', 0o600);
    }
  }

  async #closeIdle(): Promise<void> {
    if (this.#files.size <= MOST_IDLE) return;
    for (const [name, file] of this.#files) {
      if (file.users > 0) continue;
      this.#files.delete(name);
      await (await file.handle).close();
      return;
    }
  }

  #executionFolder(execution: number): string {
    return join(this.#folder, String(execution));
  }
}

async function writeWhole(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength) {
    const { bytesWritten } = await file.write(bytes, written, bytes.byteLength - written, position + written);
    written += bytesWritten;
  }
}
