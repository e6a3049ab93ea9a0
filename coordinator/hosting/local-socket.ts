import { createHash } from 'node:crypto';
import { lstat, mkdir, realpath, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/**
 * The path of the local socket of a data dir: in a folder that only its owner can enter, named by a hash, and so short
 * that every system takes it. What a dead owner left there is removed: the caller owns the data dir.
 */
export async function prepareLocalSocket(dataDir: string): Promise<string> {
  const name = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\outrunner-${name}`;
  const base = process.env['XDG_RUNTIME_DIR'] ?? tmpdir();
  const folder = join(base.length > 60 ? '/tmp' : base, `outrunner-${userInfo().uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o077) !== 0) {
    throw new OutrunnerError('data-dir-unusable', {
      path: folder,
      problem: 'others may enter the folder of the local socket',
      remedy: `Remove ${folder}, or make it yours alone with mode 0700.`,
    });
  }
  const path = join(folder, `${name}.sock`);
  await rm(path, { force: true });
  return path;
}
