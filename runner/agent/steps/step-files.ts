import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OperationId } from '../../../protocol/ids.ts';

/** Longer file names are shortened to this length, in characters. */
const LONGEST_NAME = 120;

/**
 * Files of options, and scripts that are copied from this host. Each step has a 0700 folder while it runs. Each file
 * has its own folder, so that files with equal names do not collide.
 */
export class StepFiles {
  readonly #folder: string;
  /** Operations that have files. */
  readonly #there = new Set<string>();

  /** Removes the files of operations that are not running: their steps ended while no runner was attached. */
  constructor(folder: string, running: ReadonlySet<string>) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) {
      if (running.has(name)) this.#there.add(name);
      else rmSync(join(folder, name), { recursive: true, force: true });
    }
  }

  /**
   * Creates an empty folder for the file with this number, and resolves to the file's path. Removes files of an earlier
   * attempt.
   */
  async place(operationId: OperationId, number: number, fileName: string): Promise<string> {
    this.#there.add(operationId);
    const folder = join(this.#folder, operationId, String(number));
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return join(folder, safeName(fileName));
  }

  /** Writes a script as the file with this number, executable by its owner only, and resolves to its path. */
  async write(operationId: OperationId, number: number, fileName: string, text: string): Promise<string> {
    const path = await this.place(operationId, number, fileName);
    await writeFile(path, text, { mode: 0o700 });
    return path;
  }

  async remove(operationId: OperationId): Promise<void> {
    // Saves a system call: most steps have no files.
    if (!this.#there.delete(operationId)) return;
    await rm(join(this.#folder, operationId), { recursive: true, force: true });
  }
}

/** Returns the name without characters that are special to a shell or file system. */
export function safeName(fileName: string): string {
  const kept = fileName
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^[.-]+/, '_')
    .slice(-LONGEST_NAME);
  return kept === '' ? 'file' : kept;
}
