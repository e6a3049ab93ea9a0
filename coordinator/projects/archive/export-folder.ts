import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Calls a function after a delay in ms. Returns a function that cancels the call. */
export type After = (milliseconds: number, callback: () => void) => () => void;

/** The archives of finished exports, as files. Each is removed after a time, on request, and when a coordinator starts. */
export class ExportFolder {
  readonly #path: string;
  readonly #after: After;
  /** By token, the function that cancels the removal of the archive. */
  readonly #removals = new Map<string, () => void>();

  private constructor(path: string, after: After) {
    this.#path = path;
    this.#after = after;
  }

  /** Opens an empty folder: removes what an earlier process left behind. Throws errors of the file system. */
  static async open(path: string, after: After): Promise<ExportFolder> {
    await rm(path, { recursive: true, force: true });
    await mkdir(path, { recursive: true, mode: 0o700 });
    return new ExportFolder(path, after);
  }

  /** Writes an archive, and removes it after `kept` ms. If writing fails, removes what was written. */
  async write(token: string, bytes: AsyncIterable<Buffer>, kept: number): Promise<void> {
    try {
      await pipeline(bytes, createWriteStream(this.#file(token), { mode: 0o600 }));
    } catch (error) {
      await this.remove(token);
      throw error;
    }
    this.#removals.set(
      token,
      this.#after(kept, () => void this.remove(token)),
    );
  }

  /** Returns the size of an archive in bytes. Throws errors of the file system. */
  async size(token: string): Promise<number> {
    return (await stat(this.#file(token))).size;
  }

  async *read(token: string): AsyncIterable<Buffer> {
    for await (const piece of createReadStream(this.#file(token))) yield piece as Buffer;
  }

  /** Removes an archive. Ignores errors, because the next start of a coordinator removes the rest. */
  async remove(token: string): Promise<void> {
    this.#removals.get(token)?.();
    this.#removals.delete(token);
    await rm(this.#file(token), { force: true }).catch(() => undefined);
  }

  /** Cancels the removals that are due later. */
  close(): void {
    for (const cancel of this.#removals.values()) cancel();
    this.#removals.clear();
  }

  #file(token: string): string {
    return join(this.#path, `${token}.zip`);
  }
}
