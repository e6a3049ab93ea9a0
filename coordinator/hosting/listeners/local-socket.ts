import { createHash } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { socketFolder } from '../../../support/process/private-folder.ts';

/** Maximum length of the folder's path, in bytes. Socket paths are limited to about 100 bytes. */
const LONGEST_FOLDER = 70;

/**
 * Returns the path of the local socket of a data dir: on Windows a named pipe, elsewhere a socket in a folder that only
 * this user can access. The path contains a hash of the data dir's path, so that it is short.
 * Removes an existing socket, which is stale because the caller holds the lock of the data dir.
 *
 * Throws `data-dir-unusable` if the folder cannot be created.
 */
export async function prepareLocalSocket(dataDir: string): Promise<string> {
  const name = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\outrunner-${name}`;
  const path = join(ownFolder(dataDir), `${name}.sock`);
  await rm(path, { force: true });
  return path;
}

function ownFolder(dataDir: string): string {
  try {
    return socketFolder(dataDir, LONGEST_FOLDER, process.env);
  } catch (error) {
    throw new OutrunnerError('data-dir-unusable', {
      path: 'of the local socket',
      problem: problemOf(error),
      remedy: 'Set XDG_RUNTIME_DIR to a folder that is yours alone (mode 0700).',
    });
  }
}
