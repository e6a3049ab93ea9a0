import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { damaged } from '../../../support/files/damage.ts';
import { readSmallFile } from '../../../support/files/small-file.ts';
import { writeFileDurably } from '../files/durable-file.ts';
import { dataDirError } from './prepare-folder.ts';

const FILE = 'admin.token';
const LONGEST = 4096;
const TOKEN = /^[\w-]+$/;

export function adminTokenPath(dataDir: string): string {
  return join(dataDir, FILE);
}

/** Writes the administrator's token (mode 0600) atomically. Resolves once the token is durable. */
export async function writeAdminToken(dataDir: string, token: string): Promise<void> {
  await writeFileDurably(adminTokenPath(dataDir), `${token}\n`, 0o600);
}

/** Returns the administrator's token; undefined if there is none. Throws `data-damaged`, `data-dir-unusable`. */
export async function readAdminToken(dataDir: string): Promise<string | undefined> {
  try {
    const path = adminTokenPath(dataDir);
    const token = (await readSmallFile(path, LONGEST))?.trim();
    if (token === undefined) return undefined;
    if (!TOKEN.test(token)) throw damaged(path, token === '' ? 'it is empty' : 'it does not contain a token');
    return token;
  } catch (error) {
    throw dataDirError(error, dataDir, `${FILE} cannot be read`);
  }
}

/** Like {@link readAdminToken}, and restores the mode of the file to 0600. */
export async function openAdminToken(dataDir: string): Promise<string | undefined> {
  const token = await readAdminToken(dataDir);
  if (token === undefined) return undefined;
  try {
    await chmod(adminTokenPath(dataDir), 0o600);
    return token;
  } catch (error) {
    throw dataDirError(error, dataDir, `the mode of ${FILE} cannot be set to 0600`);
  }
}
