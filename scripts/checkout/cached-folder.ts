import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../setup/with-lock.mjs';
import { cacheFolder } from './cache-folder.ts';

/**
 * Returns the path of a cached folder that all checkouts of a user share. If it does not exist, `make` fills a
 * temporary folder, which is renamed when it is complete. Concurrent processes create it once.
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
