import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../setup/with-lock.mjs';
import { cacheFolder } from './cache-folder.ts';

/**
 * A folder of the cache that all checkouts of a user share. Where it is not there, `make` fills a draft of it, which gets
 * its name once it is whole; two processes at once make it once.
 *
 * @returns its path
 */
export async function cachedFolder(name: string, make: (draft: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    const draft = `${folder}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    await make(draft);
    await rename(draft, folder);
  });
  return folder;
}
