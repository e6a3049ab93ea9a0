import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isOutrunnerError, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import { isFull } from '../files/storage-error.ts';

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it is on a read-only file system',
  ENOTDIR: 'a part of its path is not a folder',
  EEXIST: 'it is not a folder',
  ENOENT: 'no folder can be created there',
};

/**
 * Creates the folder with mode 0700 if it is missing, and checks that files can be written in it.
 *
 * Throws `data-dir-unusable` with the reason and the remedy.
 */
export async function prepareFolder(path: string): Promise<void> {
  await attempt(path, 'it cannot be created', () => makeFolder(path));
  const found = await attempt(path, 'it cannot be read', () => stat(path));
  if (!found.isDirectory()) throw unusable(path, 'it is not a folder');
  await attempt(path, 'it cannot be written', () => probe(path));
}

/**
 * Creates a folder and its parents. The recursive `mkdir` of Node.js would retry forever on a file system without room
 * for new folders.
 */
async function makeFolder(path: string): Promise<void> {
  const make = async (isLast: boolean) => {
    try {
      await mkdir(path, { mode: 0o700 });
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT' && !isLast) return false;
      if (code !== 'EEXIST') throw error;
    }
    return true;
  };
  const above = dirname(path);
  if (await make(above === path)) return;
  await makeFolder(above);
  await make(true);
}

/**
 * Checks that files can be written, by writing and removing one: permission bits alone do not show what a file system
 * allows.
 */
async function probe(path: string): Promise<void> {
  const file = join(path, `.probe-${process.pid}`);
  try {
    const handle = await open(file, 'w', 0o600);
    try {
      await handle.write('probe');
      await handle.sync();
    } finally {
      await handle.close();
    }
  } finally {
    await rm(file, { force: true });
  }
}

async function attempt<Result>(path: string, what: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw dataDirError(error, path, what);
  }
}

/** Returns the error of the catalogue for a system error under the data dir. */
export function dataDirError(error: unknown, path: string, what: string): OutrunnerError {
  if (isOutrunnerError(error)) return error;
  if (isFull(error)) return unusable(path, 'the disk is full', `Free space under ${path}.`, error);
  const known = PROBLEMS[systemCode(error) ?? ''];
  return unusable(path, `${what}: ${known ?? problemOf(error)}`, undefined, error);
}

function unusable(
  path: string,
  problem: string,
  remedy = `Give ${process.env['USER'] ?? 'the user of this process'} the right to write there, or choose another --data-dir.`,
  cause?: unknown,
): OutrunnerError {
  return new OutrunnerError('data-dir-unusable', { path, problem, remedy }, { cause });
}
