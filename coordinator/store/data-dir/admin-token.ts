import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileDurably } from '../files/durable-file.ts';
import { systemCode } from '../files/storage-error.ts';
import { dataDirError } from './prepare-folder.ts';

const FILE = 'admin.token';

/** Writes the administrator's token (0600), atomically; durable when it resolves. */
export async function writeAdminToken(dataDir: string, token: string): Promise<void> {
  await writeFileDurably(join(dataDir, FILE), `${token}\n`, 0o600);
}

/**
 * The administrator's token as it was written; undefined when there is none. Whatever rights the file got meanwhile, only
 * its owner has them afterwards. Throws `data-dir-unusable`.
 */
export async function readAdminToken(dataDir: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(dataDir, FILE), 'utf8');
    await chmod(join(dataDir, FILE), 0o600);
    return text.trim();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw dataDirError(error, dataDir, `${FILE} cannot be read`);
  }
}
