import { lstatSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { problemOf } from '../errors/problem-of.ts';
import { damaged } from './damage.ts';

/** Folder in a data dir that damaged files are moved to. */
export const DAMAGED_FOLDER = 'damaged';

/** A damaged file of a data dir that was moved away. Paths are absolute. */
export interface SetAside {
  readonly file: string;
  readonly problem: string;
  readonly movedTo: string;
}

/** Moves a damaged file or folder to `damaged/` in the data dir. Throws `data-damaged` if it cannot be moved. */
export function setAside(dataDir: string, file: string, problem: string): SetAside {
  const folder = join(dataDir, DAMAGED_FOLDER);
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const name = `${stamp}-${pathWithin(dataDir, file).replaceAll('/', '-')}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    let movedTo = join(folder, name);
    for (let copy = 2; lstatSync(movedTo, { throwIfNoEntry: false }); copy += 1)
      movedTo = join(folder, `${name}-${copy}`);
    renameSync(file, movedTo);
    return { file, problem, movedTo };
  } catch (error) {
    throw damaged(file, `${problem}; it could not be moved to ${folder} either: ${problemOf(error)}`, error);
  }
}

/** Returns a path relative to a data dir, with `/`; only the file name for a path outside of it. */
export function pathWithin(dataDir: string, path: string): string {
  const within = relative(dataDir, path).replaceAll('\\', '/');
  return within.startsWith('..') || within === '' ? basename(path) : within;
}
