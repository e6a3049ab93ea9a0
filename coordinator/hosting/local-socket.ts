import { createHash } from 'node:crypto';
import { lstat, mkdir, realpath, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { OutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';

/** Longest path of the folder, in characters: a socket's path may have about 100 bytes. */
const LONGEST_BASE = 60;

/**
 * The path of the local socket of a data dir: in a folder that only its owner can enter, named by a hash, and so short
 * that every system takes it. What a dead owner left there is removed: the caller owns the data dir.
 *
 * Throws `data-dir-unusable` where there is no such folder.
 */
export async function prepareLocalSocket(dataDir: string): Promise<string> {
  const name = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\outrunner-${name}`;
  const path = join(await ownFolder(), `${name}.sock`);
  await rm(path, { force: true });
  return path;
}

/** A folder that nobody else may enter: of the user's session, else among temporary files. */
async function ownFolder(): Promise<string> {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const bases = [...(runtime === undefined ? [] : [runtime]), tmpdir(), '/tmp'];
  let problem = '';
  for (const base of bases.filter(({ length }) => length > 0 && length <= LONGEST_BASE)) {
    const folder = join(base, `outrunner-${userInfo().uid}`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const found = await lstat(folder);
      if (found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0) return folder;
      problem = `others may enter ${folder}`;
    } catch (error) {
      problem = problemOf(error);
    }
  }
  throw new OutrunnerError('data-dir-unusable', {
    path: 'of the local socket',
    problem,
    remedy: 'Set XDG_RUNTIME_DIR to a folder that is yours alone (mode 0700).',
  });
}
