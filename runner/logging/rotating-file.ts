import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

export interface Rotation {
  /** Maximum size of a file, in bytes. */
  readonly maxSize: number;
  /** Maximum age of a file, in ms. */
  readonly maxAge: number;
  /** Maximum number of files, including the current one. */
  readonly maxFiles: number;
}

/**
 * A log file of bounded size. A rotation renames it to `NAME.1`, `NAME.1` to `NAME.2` and so on, and removes the oldest
 * file. Lines are written synchronously, so that no line is lost when the process ends. Lines that do not fit on a full
 * disk are lost, because a failing log must not fail a step.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #rotation: Rotation;
  readonly #now: () => number;
  #descriptor: number | undefined;
  #bytes = 0;
  #begunAt = 0;

  /** `now` returns epoch ms. Throws if the file cannot be opened. */
  constructor(path: string, rotation: Rotation, now: () => number = Date.now) {
    this.#path = path;
    this.#rotation = rotation;
    this.#now = now;
    this.#open();
  }

  write(...lines: readonly string[]): void {
    let gathered = '';
    let length = 0;
    for (const line of lines) {
      const more = Buffer.byteLength(line);
      if (length > 0 && this.#bytes + length + more > this.#rotation.maxSize) {
        this.#append(gathered, length);
        gathered = '';
        length = 0;
      }
      gathered += line;
      length += more;
    }
    if (length > 0) this.#append(gathered, length);
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #append(text: string, length: number): void {
    try {
      if (this.#isFull(length) || this.#now() - this.#begunAt > this.#rotation.maxAge) this.#rotate();
      if (this.#descriptor === undefined) this.#open();
      if (this.#descriptor !== undefined) this.#bytes += writeSync(this.#descriptor, text);
    } catch {
      // The next write tries to open the file again.
    }
  }

  #isFull(length: number): boolean {
    return this.#bytes > 0 && this.#bytes + length > this.#rotation.maxSize;
  }

  #open(): void {
    // Does not create parents: a removed data dir must not be created again.
    if (!existsSync(dirname(this.#path))) mkdirSync(dirname(this.#path), { mode: 0o700 });
    this.#descriptor = openSync(this.#path, 'a', 0o600);
    const { size, birthtimeMs } = fstatSync(this.#descriptor);
    this.#bytes = size;
    // Some file systems do not record the creation time.
    this.#begunAt = size > 0 && birthtimeMs > 0 ? birthtimeMs : this.#now();
  }

  #rotate(): void {
    this.close();
    const { maxFiles } = this.#rotation;
    rmSync(this.#aside(maxFiles - 1), { force: true });
    for (let number = maxFiles - 2; number >= 0; number--) {
      const from = this.#aside(number);
      if (statSync(from, { throwIfNoEntry: false })) renameSync(from, this.#aside(number + 1));
    }
    this.#open();
  }

  #aside(number: number): string {
    return number === 0 ? this.#path : `${this.#path}.${number}`;
  }
}
