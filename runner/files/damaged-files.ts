import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';

/** Folder in the data dir that damaged files are moved to. */
const DAMAGED_FOLDER = 'damaged';

/** Default maximum size of a record, in bytes. */
const LONGEST_RECORD = 4 * 1024 * 1024;

/** Error codes of a read that mean "not a readable file" rather than "no permission". */
const UNREADABLE = new Set<string | undefined>(['EISDIR', 'EIO', 'ELOOP', 'ENXIO']);

/** A damaged file of the data dir that was moved away. Paths are absolute. */
export interface SetAside {
  readonly file: string;
  readonly problem: string;
  readonly movedTo: string;
}

/** Moves a damaged file or folder to `damaged/` in the data dir. Throws `data-damaged` if it cannot be moved. */
export function setAside(dataDir: string, file: string, problem: string): SetAside {
  const folder = join(dataDir, DAMAGED_FOLDER);
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const name = `${stamp}-${relative(dataDir, file).replaceAll(/[/\\]/g, '-')}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    let movedTo = join(folder, name);
    for (let copy = 2; lstatSync(movedTo, { throwIfNoEntry: false }); copy += 1)
      movedTo = join(folder, `${name}-${copy}`);
    renameSync(file, movedTo);
    return { file, problem, movedTo };
  } catch (error) {
    const why = `${problem}; it could not be moved to ${folder} either: ${problemOf(error)}`;
    throw new OutrunnerError('data-damaged', { path: file, problem: why }, { cause: error });
  }
}

/**
 * Reads a small file; undefined if there is none. Throws `data-damaged` for a folder, a FIFO, a file of more than `longest`
 * bytes and a disk error, and rethrows other file system errors.
 */
export function readSmallFile(path: string, longest = LONGEST_RECORD): string | undefined {
  let descriptor: number;
  try {
    // O_NONBLOCK: opening a FIFO without a writer must not hang; fstat then checks the file type.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unreadable(path, error);
  }
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile())
      throw damage(path, found.isDirectory() ? 'it is a folder' : 'it is not a regular file');
    if (found.size > longest) throw damage(path, `it has ${found.size} bytes, more than ${longest}`);
    return readFileSync(descriptor, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    closeSync(descriptor);
  }
}

export function damage(path: string, problem: string): OutrunnerError {
  return new OutrunnerError('data-damaged', { path, problem });
}

/** Whether an error means that a file is damaged. */
export function isDamage(error: unknown): error is OutrunnerError {
  return isOutrunnerError(error) && error.code === 'data-damaged';
}

function unreadable(path: string, error: unknown): unknown {
  return UNREADABLE.has(codeOf(error)) ? damage(path, problemOf(error)) : error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
