import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { damaged, readFailure } from './damage.ts';
import { readAtMost } from './read-at-most.ts';
import { systemCode } from './system-code.ts';

/** Default maximum size of a small file in bytes, far above the size of any small file that Outrunner writes. */
const LONGEST = 4 * 1024 * 1024;

/** O_NONBLOCK: opening a FIFO without a writer must not hang; {@link refuseOther} then checks the file type. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a small file; undefined if there is none. Throws `data-damaged` for a folder, a FIFO, a file of more than
 * `longest` bytes and a disk error, and rethrows other file system errors.
 */
export async function readSmallBytes(path: string, longest = LONGEST): Promise<Buffer | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, FLAGS);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw readFailure(path, error);
  }
  try {
    refuseOther(path, await file.stat(), longest);
    const bytes = await readAtMost(file, longest);
    if (bytes === undefined) throw damaged(path, `it has more than ${longest} bytes`);
    return bytes;
  } catch (error) {
    throw readFailure(path, error);
  } finally {
    await file.close();
  }
}

/** Reads a small file as UTF-8; see {@link readSmallBytes}. */
export async function readSmallFile(path: string, longest?: number): Promise<string | undefined> {
  return (await readSmallBytes(path, longest))?.toString('utf8');
}

/** Like {@link readSmallFile}, but blocking. */
export function readSmallFileSync(path: string, longest = LONGEST): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, FLAGS);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw readFailure(path, error);
  }
  try {
    refuseOther(path, fstatSync(descriptor), longest);
    return readFileSync(descriptor, 'utf8');
  } catch (error) {
    throw readFailure(path, error);
  } finally {
    closeSync(descriptor);
  }
}

function refuseOther(path: string, found: Stats, longest: number): void {
  if (!found.isFile())
    throw damaged(path, found.isDirectory() ? 'it is a folder' : 'it is not a regular file');
  if (found.size > longest) throw damaged(path, `it has ${found.size} bytes, more than ${longest}`);
}
