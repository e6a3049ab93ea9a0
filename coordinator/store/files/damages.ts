import { lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { damaged, isDamage } from '../../../support/files/damage.ts';
import { DAMAGED_FOLDER, pathWithin, setAside } from '../../../support/files/set-aside.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import { syncFolder } from './durable-file.ts';

/** Maximum number of listed damages. Further ones are counted and logged. */
const MOST_LISTED = 1000;

/** A file or record in the data dir that cannot be read as it was written. */
export interface Damage {
  /** Relative to the data dir, with `/`. */
  readonly path: string;
  readonly problem: string;
  /** New path of the file, relative to the data dir; absent if it was not moved. */
  readonly movedTo?: string;
  /** When it was found, epoch ms. */
  readonly time: number;
}

/**
 * Tracks the damage found in a data dir. A damaged record is moved to `damaged/`, never deleted, and the coordinator
 * continues without it. Files that an earlier process moved there are listed until an administrator removes them.
 */
export class Damages {
  readonly #folder: string;
  readonly #found: Damage[] = [];
  readonly #listeners = new Set<(damage: Damage) => void>();
  readonly #known = new Set<string>();
  #count = 0;

  /** @param folder the data dir */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Adds the files that earlier processes moved away. */
  async open(): Promise<void> {
    for (const name of await namesIn(join(this.#folder, DAMAGED_FOLDER))) {
      const path = `${DAMAGED_FOLDER}/${name}`;
      this.#add({ path, problem: 'an earlier start set it aside as damaged', time: Date.now() });
    }
  }

  /** Returns the first {@link MOST_LISTED} damages, in the order in which they were found. */
  list(): readonly Damage[] {
    return this.#found;
  }

  get count(): number {
    return this.#count;
  }

  /** Calls the listener with each damage found so far, and with each later one. */
  follow(listener: (damage: Damage) => void): void {
    for (const damage of this.#found) listener(damage);
    this.#listeners.add(listener);
  }

  /**
   * Records damage of a file that is not moved. `path` is absolute or relative to the data dir. Repeated reports of the
   * same damage count once.
   */
  note(path: string, problem: string): void {
    const within = this.#within(path);
    const key = `${within}\n${problem}`;
    if (this.#known.has(key)) return;
    if (this.#known.size < MOST_LISTED) this.#known.add(key);
    this.#add({ path: within, problem, time: Date.now() });
  }

  /** Moves a damaged file or folder to `damaged/`; durable when it resolves. Throws `data-damaged` if it cannot be moved. */
  async setAside(path: string, problem: string): Promise<void> {
    const { movedTo } = setAside(this.#folder, path, problem);
    try {
      await syncFolder(dirname(movedTo));
    } catch (error) {
      throw damaged(path, `${problem}; its move to ${movedTo} is not durable: ${problemOf(error)}`, error);
    }
    this.#add({
      path: this.#within(path),
      problem,
      time: Date.now(),
      movedTo: pathWithin(this.#folder, movedTo),
    });
  }

  /** Creates a folder (0700) if it is missing. A file in its place is set aside. */
  async makeFolder(path: string): Promise<void> {
    const found = await lstat(path).catch(() => undefined);
    if (found !== undefined && !found.isDirectory()) await this.setAside(path, 'it is not a folder');
    await mkdir(path, { recursive: true, mode: 0o700 });
  }

  /** Returns the result of `read`. If it throws `data-damaged`, sets the file at `path` aside and returns undefined. */
  async readOrSetAside<Result>(path: string, read: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!isDamage(error)) throw error;
      await this.setAside(path, String(error.parameters['problem']));
      return undefined;
    }
  }

  #within(path: string): string {
    return isAbsolute(path) ? pathWithin(this.#folder, path) : path;
  }

  #add(damage: Damage): void {
    this.#count += 1;
    if (this.#found.length < MOST_LISTED) this.#found.push(damage);
    for (const listener of this.#listeners) listener(damage);
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
