import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Stats } from 'node:fs';
import { lstat, rm, rmdir } from 'node:fs/promises';
import { foreignFolderAbove, ROOT } from './folders-above.ts';

/**
 * Removes a folder that its owner's processes may be changing at this moment, steps of a runner among them. Root removes
 * it with the rights of its owner, so that a link which is put there meanwhile leads to nothing that its owner could not
 * remove. Throws where another user could exchange a folder above it, and where something is left.
 */
export async function purgeFolder(path: string, environment: NodeJS.ProcessEnv): Promise<void> {
  if (process.getuid?.() !== ROOT) return rm(path, { recursive: true, force: true });
  const found = await lstat(path).catch(absent);
  if (found === undefined) return;
  const foreign = await foreignFolderAbove(path, [ROOT, found.uid]);
  if (foreign !== undefined)
    throw new Error(
      `${foreign} can be changed by another user than its owner and root: remove ${path} by hand`,
    );
  await removeAs(found, path, environment);
  // Where all folders above are root's, only root may remove the folder itself.
  if ((await foreignFolderAbove(path, [ROOT])) === undefined) await rmdir(path).catch(absent);
  if ((await lstat(path).catch(absent)) !== undefined) throw new Error(`${path} was not removed whole`);
}

/** What the owner cannot remove stays, and is noticed by what is left. */
async function removeAs({ uid, gid }: Stats, path: string, { PATH }: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn('rm', ['-rf', '--', path], { uid, gid, cwd: '/', env: { PATH }, stdio: 'ignore' });
  await once(child, 'exit');
}

function absent(): undefined {
  return undefined;
}
