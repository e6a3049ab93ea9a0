import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OperationId } from '../../../protocol/ids.ts';

/** Longest name of a file that is kept as it is, in characters. */
const LONGEST_NAME = 120;

/**
 * The files that were given for options, and scripts that are copied from here: a 0700 folder for each step, as long as the step runs. Each file has a folder of
 * its own in it, so that it can keep its name.
 */
export class StepFiles {
  readonly #folder: string;
  /** Steps that have files. */
  readonly #there = new Set<string>();

  /**
   * Removes at once what belongs to none of the running operations: their steps ended while no runner was there to see.
   */
  constructor(folder: string, running: ReadonlySet<string>) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder)) {
      if (running.has(name)) this.#there.add(name);
      else rmSync(join(folder, name), { recursive: true, force: true });
    }
  }

  /** Makes room for the file of that number, and gives its path. What an earlier attempt left is gone then. */
  async place(operationId: OperationId, number: number, fileName: string): Promise<string> {
    this.#there.add(operationId);
    const folder = join(this.#folder, operationId, String(number));
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return join(folder, safeName(fileName));
  }

  /** Writes a script there, for its owner alone, and gives its path. */
  async write(operationId: OperationId, number: number, fileName: string, text: string): Promise<string> {
    const path = await this.place(operationId, number, fileName);
    await writeFile(path, text, { mode: 0o700 });
    return path;
  }

  async remove(operationId: OperationId): Promise<void> {
    // Most steps have none, and looking costs a call of the system.
    if (!this.#there.delete(operationId)) return;
    await rm(join(this.#folder, operationId), { recursive: true, force: true });
  }
}

/** A name that no shell and no file system takes for anything else. */
export function safeName(fileName: string): string {
  const kept = fileName
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^[.-]+/, '_')
    .slice(-LONGEST_NAME);
  return kept === '' ? 'file' : kept;
}
