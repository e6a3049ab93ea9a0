import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { foreignFolderAbove, ROOT } from './folders-above.ts';
import type { SystemUser } from './system-user.ts';

/**
 * Makes a folder with a mode, for an owner where one is given. Those above it are for everybody to pass. In a folder that the
 * owner can change, the owner makes it: root would follow a link there, and give the owner what it leads to. Throws where
 * another user could exchange a folder above it.
 */
export async function makeOwnedFolder(path: string, mode: number, owner?: SystemUser): Promise<void> {
  const isRoot = process.getuid?.() === ROOT;
  if (isRoot && owner !== undefined && owner.uid !== ROOT) return makeFor(owner, path, mode);
  await mkdir(dirname(path), { recursive: true });
  await mkdir(path, { recursive: true, mode });
  if (process.platform !== 'win32') await chmod(path, mode);
}

async function makeFor(owner: SystemUser, path: string, mode: number): Promise<void> {
  const { uid, gid } = owner;
  const within = join(await nearestFolder(dirname(path)), 'x');
  if ((await foreignFolderAbove(within, [ROOT])) === undefined) {
    await mkdir(dirname(path), { recursive: true });
    await mkdir(path, { recursive: true, mode });
    await chmod(path, mode);
    return chown(path, uid, gid);
  }
  const foreign = await foreignFolderAbove(within, [ROOT, uid]);
  if (foreign !== undefined)
    throw new Error(`${foreign} can be changed by another user than the runner's and root`);
  const command = `mkdir -p "$1" && chmod ${mode.toString(8)} "$1"`;
  const child = spawn('/bin/sh', ['-c', command, 'sh', path], { uid, gid, cwd: '/', stdio: 'ignore' });
  await once(child, 'exit');
  const made = await lstat(path).catch(() => undefined);
  if (made?.isDirectory() !== true || made.uid !== uid)
    throw new Error("it is no folder of the runner's user, or that user cannot make it");
}

/** The path itself, or the nearest above it that exists. */
async function nearestFolder(path: string): Promise<string> {
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearestFolder(dirname(path));
}
