import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/** Limits of the search for `outrunner.json`. */
export interface SearchLimits {
  readonly platform: NodeJS.Platform;
  /** The home folder of the user. */
  readonly home: string;
  /** Returns the device of a folder; undefined if it cannot be read. */
  readonly deviceOf: (folder: string) => Promise<number | undefined>;
}

/** Returns the limits of this process. */
export function searchLimits(): SearchLimits {
  return {
    platform: process.platform,
    home: homedir(),
    deviceOf: (folder) =>
      stat(folder).then(
        ({ dev }) => dev,
        () => undefined,
      ),
  };
}

/**
 * Returns the folder of a file and those above, nearest first, up to a folder on another device. On Windows, returns only
 * the home folder and folders below, because there every user can create folders in the root of a drive, and files have
 * no user id to check.
 */
export async function* searchedFolders(file: string, limits: SearchLimits): AsyncIterable<string> {
  const { dirname, resolve, relative, isAbsolute, sep } = limits.platform === 'win32' ? win32 : posix;
  const isBelowHome = (folder: string) => {
    const path = relative(limits.home, folder);
    return !isAbsolute(path) && path !== '..' && !path.startsWith(`..${sep}`);
  };
  const start = dirname(resolve(file));
  const device = await limits.deviceOf(start);
  if (device === undefined) return;
  let folder = start;
  for (;;) {
    if (limits.platform === 'win32' && !isBelowHome(folder)) return;
    yield folder;
    const above = dirname(folder);
    if (above === folder || (await limits.deviceOf(above)) !== device) return;
    folder = above;
  }
}
