import type { Stats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';

const GROUP_OR_OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
export const ROOT = 0;

/**
 * Returns a folder above a path, or a link there, that somebody else than these users could exchange for another; undefined
 * where there is none. The parent of the path exists.
 */
export async function foreignFolderAbove(
  path: string,
  users: readonly number[],
): Promise<string | undefined> {
  // Both as the path is written, links among them, and as it is.
  const written = parentsOf(resolve(path));
  const real = parentsOf(join(await realpath(dirname(path)), 'x'));
  for (const folder of new Set([...written, ...real]))
    if (!isControlledBy(await lstat(folder), users)) return folder;
  return undefined;
}

function parentsOf(path: string): readonly string[] {
  const parents: string[] = [];
  for (let at = path; at !== parse(at).root; ) {
    at = dirname(at);
    parents.push(at);
  }
  return parents;
}

/** Whether only these users may exchange what is in a folder. In a sticky one, entries are their owners' alone. */
function isControlledBy(stats: Stats, users: readonly number[]): boolean {
  if (!users.includes(stats.uid)) return false;
  if (stats.isSymbolicLink()) return true;
  return (stats.mode & GROUP_OR_OTHERS_WRITE) === 0 || (stats.mode & STICKY) !== 0;
}
