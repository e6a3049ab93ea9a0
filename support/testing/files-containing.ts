import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../files/system-code.ts';
import { filesBelow } from './files-below.ts';

/**
 * Returns the files below a folder that contain a text, relative to the folder. Ignores files that are removed
 * meanwhile.
 */
export async function filesContaining(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await filesBelow(folder))
    if ((await contentOf(join(folder, name))).includes(text)) found.push(name);
  return found;
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
