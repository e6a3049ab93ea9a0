import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A real file system of limited size, in memory, that can be filled to its last byte or made read-only.
 * Requires root.
 */
export class SmallDisk implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async mount(path: string, megabytes: number): Promise<SmallDisk> {
    await mkdir(path);
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
    return new SmallDisk(path);
  }

  async fill(): Promise<void> {
    const file = await open(this.#filling, 'w');
    try {
      for (let size = 1024 * 1024; size >= 1; ) {
        const written = await file.write(Buffer.alloc(size)).then(
          () => true,
          () => false,
        );
        if (!written) size = Math.floor(size / 2);
      }
    } finally {
      await file.close();
    }
  }

  async empty(): Promise<void> {
    await rm(this.#filling);
  }

  async makeReadOnly(): Promise<void> {
    await run('mount', ['-o', 'remount,ro', this.path]);
  }

  /** Covers the disk with a read-only view of itself. Files that are already open for writing stay writable. */
  async coverReadOnly(): Promise<void> {
    await run('mount', ['--bind', this.path, this.path]);
    await run('mount', ['-o', 'remount,bind,ro', this.path]);
  }

  /** Removes the view of {@link coverReadOnly}. */
  async uncover(): Promise<void> {
    await run('umount', ['--lazy', this.path]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run('umount', ['--lazy', this.path]);
  }

  get #filling(): string {
    return join(this.path, 'filling');
  }
}
