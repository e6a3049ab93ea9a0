import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.ts';

/**
 * Returns the folder for large files that several checkouts share: the user's cache folder, or a folder of the checkout
 * if the cache folder is not writable.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const shared = join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'outrunner');
  return isWritable(shared) ? shared : join(root, '.cache');
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
