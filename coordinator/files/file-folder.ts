import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { damaged } from '../../support/files/damage.ts';
import type { Damages } from '../store/files/damages.ts';
import { syncHandle, writeFileDurably } from '../store/files/durable-file.ts';
import { readRecord } from '../store/files/read-record.ts';
import { storageError } from '../store/files/storage-error.ts';
import { InputFileRecord, RECORD_FORMAT } from './input-file-record.ts';

/** The result of writing an upload. */
export interface Written {
  readonly size: number;
  readonly sha256: string;
}

const RECORD = /^([0-9a-f-]{36})\.json$/;

/** The folder of uploaded files. Stores the bytes of each file under its id, and the record in a separate file. */
export class FileFolder {
  readonly #path: string;
  readonly #damages: Damages;

  private constructor(path: string, damages: Damages) {
    this.#path = path;
    this.#damages = damages;
  }

  /** Opens the folder. Creates it with mode 0700 if it is missing. */
  static async open(path: string, damages: Damages): Promise<FileFolder> {
    await damages.makeFolder(path);
    return new FileFolder(path, damages);
  }

  /**
   * Returns all records. Sets a damaged record aside together with its file. Removes files without a record, which are
   * left over from unacknowledged uploads. Throws `data-newer`.
   */
  async records(): Promise<InputFileRecord[]> {
    const names = await readdir(this.#path);
    const records: InputFileRecord[] = [];
    for (const name of names) {
      const id = RECORD.exec(name)?.[1];
      if (id !== undefined) {
        const record = await this.#read(join(this.#path, name), id);
        if (record !== undefined) records.push(record);
        else if (names.includes(id))
          await this.#damages.setAside(join(this.#path, id), 'its record is damaged');
      } else if (!names.includes(`${name}.json`)) {
        await rm(join(this.#path, name), { force: true, recursive: true });
      }
    }
    return records;
  }

  /** Stores a record. Resolves once the record is durable. */
  async keep(record: InputFileRecord): Promise<void> {
    const path = join(this.#path, `${record.id}.json`);
    try {
      await writeFileDurably(path, JSON.stringify(record));
    } catch (error) {
      throw storageError(error, path);
    }
  }

  /**
   * Writes the bytes as they arrive, and resolves once they are synced. Calls `check` with the number of bytes so far,
   * and rejects with any error that `check` throws. A failed write leaves no file.
   */
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

  #read(path: string, id: string): Promise<InputFileRecord | undefined> {
    return this.#damages.readOrSetAside(path, async () => {
      const record = await readRecord(path, InputFileRecord, RECORD_FORMAT);
      if (record !== undefined && record.id !== id) throw damaged(path, `it is the record of ${record.id}`);
      return record;
    });
  }
}
