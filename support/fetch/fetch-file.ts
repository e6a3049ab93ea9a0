import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SupportError } from '../errors/support-error.ts';
import { readAtMost } from '../files/read-at-most.ts';
import type { FetchedResource } from './fetch-resource.ts';

/**
 * Reads a regular file of this host below a listed folder. Links are followed. Throws `fetch-refused`,
 * `fetch-too-large`, and the errors of the file system.
 *
 * @param allowed only entries that are folders apply: `file:///srv/options/`
 */
export async function fetchFile(
  url: URL,
  allowed: readonly string[],
  maxBytes: number,
): Promise<FetchedResource> {
  const path = fileURLToPath(url);
  const folders = allowed.filter((entry) => /^file:/i.test(entry.trim()) && URL.canParse(entry.trim()));
  if (folders.length === 0) throw refused(path);
  const real = await realpath(path);
  const roots = await Promise.allSettled(folders.map((entry) => realpath(fileURLToPath(entry.trim()))));
  const isBelow = roots.some(
    (root) => root.status === 'fulfilled' && real.startsWith(root.value.replace(/[\\/]*$/, sep)),
  );
  if (!isBelow) throw refused(path);
  return readBounded(real, url, maxBytes);
}

async function readBounded(path: string, url: URL, maxBytes: number): Promise<FetchedResource> {
  // O_NONBLOCK: opening a FIFO without a writer must not hang; fstat then checks the file type.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new Error('it is not a regular file');
    const bytes = status.size > maxBytes ? undefined : await readAtMost(file, maxBytes);
    if (bytes === undefined) throw new SupportError('fetch-too-large', { url: url.href, limit: maxBytes });
    return { status: 200, headers: {}, bytes, url: url.href };
  } finally {
    await file.close();
  }
}

function refused(path: string): SupportError {
  return new SupportError('fetch-refused', { host: path, problem: 'it is not below a listed folder' });
}
