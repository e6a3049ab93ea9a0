import { lstat, mkdir, readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { damaged, isDamage } from '../../../support/files/damage.ts';
import { DAMAGED_FOLDER, pathWithin, setAside } from '../../../support/files/set-aside.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import { syncFolder } from './durable-file.ts';

/** Maximum number of damaged files and records in the list. Further ones are only counted and logged. */
const MOST_LISTED = 1000;

/** A file or record in the data dir whose content was damaged after it was written. */
export interface Damage {
  /** Path of the file, relative to the data dir, with `/` as separator. */
  readonly path: string;
  readonly problem: string;
  /** New path of the file, relative to the data dir; absent if it was not moved. */
  readonly movedTo?: string;
  /** When the damage was found, epoch ms. */
  readonly time: number;
}

/**
 * Tracks the damage found in a data dir. A damaged file is never deleted: it stays in place or is moved to `damaged/`,
 * and the coordinator continues without the damaged content. The files in `damaged/` are listed until an administrator
 * removes them.
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

  /** Adds the files that earlier processes moved to `damaged/` to the list. */
  async open(): Promise<void> {
    for (const name of await namesIn(join(this.#folder, DAMAGED_FOLDER))) {
      const path = `${DAMAGED_FOLDER}/${name}`;
      this.#add({ path, problem: 'an earlier start set it aside as damaged', time: Date.now() });
    }
  }

  /** Returns the first {@link MOST_LISTED} damaged files and records, in the order in which they were found. */
  list(): readonly Damage[] {
    return this.#found;
  }

  get count(): number {
    return this.#count;
  }

  /** Calls `listener` with each {@link Damage} in the list, and with each further one. */
  follow(listener: (damage: Damage) => void): void {
    for (const damage of this.#found) listener(damage);
    this.#listeners.add(listener);
  }

  /**
   * Records the damage of a file that stays in place. `path` is absolute or relative to the data dir. Repeated reports
   * of one of the first {@link MOST_LISTED} problems count once.
   */
  note(path: string, problem: string): void {
    const within = this.#within(path);
    const key = `${within}\n${problem}`;
    if (this.#known.has(key)) return;
    if (this.#known.size < MOST_LISTED) this.#known.add(key);
    this.#add({ path: within, problem, time: Date.now() });
  }

  /**
   * Moves a damaged file or folder to `damaged/`. Resolves once the move is durable. Throws `data-damaged` if the move
   * fails.
   */
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

  /** Creates a folder with mode 0700 if it is missing. Sets a file at that path aside. */
  async makeFolder(path: string): Promise<void> {
    const found = await lstat(path).catch(() => undefined);
    if (found !== undefined && !found.isDirectory()) await this.setAside(path, 'it is not a folder');
    await mkdir(path, { recursive: true, mode: 0o700 });
  }

  /** Returns the result of `read`. If `read` throws `data-damaged`, sets the file aside and returns undefined. */
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
