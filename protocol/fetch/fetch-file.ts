import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { OutrunnerError } from '../errors/outrunner-error.ts';
import type { FetchedResource } from './fetch-resource.ts';

/** Reads a regular file of this host. Throws `fetch-too-large`, and what the file system says. */
export async function fetchFile(url: URL, maxBytes: number): Promise<FetchedResource> {
  const file = await open(fileURLToPath(url), 'r');
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new Error('it is no regular file');
    const limit = { url: url.href, limit: maxBytes };
    if (status.size > maxBytes) throw new OutrunnerError('fetch-too-large', limit);
    const buffer = Buffer.alloc(maxBytes + 1);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    if (bytesRead > maxBytes) throw new OutrunnerError('fetch-too-large', limit);
    return { status: 200, headers: {}, bytes: buffer.subarray(0, bytesRead), url: url.href };
  } finally {
    await file.close();
  }
}
