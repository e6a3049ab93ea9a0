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
  /** Whether the file was erased during a read. The last reader closes the file. */
  isErased: boolean;
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
    await this.#use(key, 'write', async ({ handle }) => {
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
   * file, and 0 if there is no file.
   */
  async readInto(key: OperationKey, position: number, target: Buffer): Promise<number> {
    try {
      return await this.#use(key, 'read', ({ handle }) => fill(target, handle, position));
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      return 0;
    }
  }

  /** Resolves once all earlier writes, and the file's name, are durable. */
  async sync(key: OperationKey): Promise<void> {
    await this.#use(key, 'write', ({ syncing }) => syncing.run());
  }

  /** Removes the files of an execution, which must not be written any more. Reads in progress continue. */
  async erase(execution: number): Promise<void> {
    for (const [name, file] of this.#files) {
      if (!name.startsWith(`${execution}-`)) continue;
      this.#files.delete(name);
      file.isErased = true;
      if (file.users === 0) await (await file.handle).close();
    }
    await rm(this.#executionFolder(execution), { recursive: true, force: true });
  }

  /** Resolves once the removal of files is durable. */
  async syncNames(): Promise<void> {
    await syncFolder(this.#folder);
  }

  async close(): Promise<void> {
    for (const { handle } of this.#files.values()) await (await handle).close();
    this.#files.clear();
  }

  async #use<Result>(
    key: OperationKey,
    purpose: 'read' | 'write',
    act: (file: OpenFile) => Promise<Result>,
  ): Promise<Result> {
    const file = this.#open(key, purpose);
    file.users += 1;
    try {
      return await act(file);
    } finally {
      file.users -= 1;
      if (file.isErased && file.users === 0) await (await file.handle).close();
      await this.#closeIdle();
    }
  }

  #open(key: OperationKey, purpose: 'read' | 'write'): OpenFile {
    const name = operationIdOf(key);
    const known = this.#files.get(name);
    if (known !== undefined) {
      this.#files.delete(name);
      this.#files.set(name, known);
      return known;
    }
    const handle = this.#openHandle(key, purpose);
    let named = false;
    const syncing = new LatestRun(async () => {
      await syncData(await handle);
      if (named) return;
      await syncFolder(this.#executionFolder(key.execution));
      await syncFolder(this.#folder);
      named = true;
    });
    const file = { handle, syncing, users: 0, isErased: false };
    handle.catch(() => {
      if (this.#files.get(name) === file) this.#files.delete(name);
    });
    this.#files.set(name, file);
    return file;
  }

  async #openHandle({ execution, sequence }: OperationKey, purpose: 'read' | 'write'): Promise<FileHandle> {
    const path = join(this.#executionFolder(execution), `${sequence}.bin`);
    try {
      return await open(path, 'r+');
    } catch (error) {
      // A reader of an erased execution must not create its file again.
      if (systemCode(error) !== 'ENOENT' || purpose === 'read') throw error;
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

/** Reads until `target` is full or the file ends. Returns the number of bytes read. */
async function fill(target: Buffer, handle: Promise<FileHandle>, position: number): Promise<number> {
  const file = await handle;
  const length = target.byteLength;
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(target, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

async function writeWhole(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength) {
    const { bytesWritten } = await file.write(bytes, written, bytes.byteLength - written, position + written);
    written += bytesWritten;
  }
}
