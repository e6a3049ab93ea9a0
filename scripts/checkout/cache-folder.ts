import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.ts';

/**
 * Where big things are kept that several checkouts can share: the user's cache folder, or, where that cannot be
 * written, the checkout's own.
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
