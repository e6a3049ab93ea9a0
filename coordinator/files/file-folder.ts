import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { syncHandle, writeFileDurably } from '../store/files/durable-file.ts';
import { storageError } from '../store/files/storage-error.ts';
import { InputFileRecord } from './input-file-record.ts';

/** What was written of an upload. */
export interface Written {
  readonly size: number;
  readonly sha256: string;
}

const RECORD = /^([0-9a-f-]{36})\.json$/;

/** The folder of uploaded files: the bytes of each under its id, its record beside them. One owner. */
export class FileFolder {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Makes the folder (0700) where it is missing. */
  static async open(path: string): Promise<FileFolder> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    return new FileFolder(path);
  }

  /** All records; what has none was never told to be there, and is removed. Throws `data-damaged`. */
  async records(): Promise<InputFileRecord[]> {
    const names = await readdir(this.#path);
    const records: InputFileRecord[] = [];
    for (const name of names) {
      const id = RECORD.exec(name)?.[1];
      if (id !== undefined) records.push(await this.#read(name));
      else if (!names.includes(`${name}.json`)) await rm(join(this.#path, name), { force: true });
    }
    return records;
  }

  /** Durable when it resolves. */
  async keep(record: InputFileRecord): Promise<void> {
    const path = join(this.#path, `${record.id}.json`);
    try {
      await writeFileDurably(path, JSON.stringify(record));
    } catch (error) {
      throw storageError(error, path);
    }
  }

  /** Writes the bytes as they come, synced when it resolves; what fails leaves nothing. Throws what `check` does. */
  async write(id: string, bytes: AsyncIterable<Uint8Array>, check: (size: number) => void): Promise<Written> {
    const path = join(this.#path, id);
    const hash = createHash('sha256');
    let size = 0;
    try {
      const handle = await open(path, 'wx', 0o600);
      try {
        for await (const chunk of bytes) {
          size += chunk.byteLength;
          check(size);
          hash.update(chunk);
          await handle.writeFile(chunk);
        }
        await syncHandle(handle);
      } finally {
        await handle.close();
      }
    } catch (error) {
      await this.removeBytes(id);
      throw error;
    }
    return { size, sha256: hash.digest('hex') };
  }

  read(id: string, start: number): AsyncIterable<Uint8Array> {
    return createReadStream(join(this.#path, id), { start, highWaterMark: 256 * 1024 });
  }

  async removeBytes(id: string): Promise<void> {
    await rm(join(this.#path, id), { force: true });
  }

  async removeRecord(id: string): Promise<void> {
    await rm(join(this.#path, `${id}.json`), { force: true });
  }

  async #read(name: string): Promise<InputFileRecord> {
    const path = join(this.#path, name);
    try {
      return InputFileRecord.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      throw new OutrunnerError(
        'data-damaged',
        { path, problem: 'it is no record of a file' },
        { cause: error },
      );
    }
  }
}
