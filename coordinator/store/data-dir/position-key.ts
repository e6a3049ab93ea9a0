import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { damaged } from '../../../support/files/damage.ts';
import { readSmallFile } from '../../../support/files/small-file.ts';
import type { Damages } from '../files/damages.ts';
import { writeFileDurably } from '../files/durable-file.ts';
import { storageError } from '../files/storage-error.ts';

const FILE = 'position.key';
const LONGEST = 4096;
/**
 * The key in base64url, and the CRC-32 of that text. Without the CRC, a damaged key would silently make every position
 * invalid.
 */
const CONTENT = /^([A-Za-z0-9_-]{43})\.([0-9a-f]{8})$/;

/**
 * Opens the key (`position.key`, mode 0600) that signs the positions that a coordinator issues. Creates the key at the
 * first start, so that every backup of the data dir contains it. Sets a damaged key aside and replaces it; positions
 * signed with the damaged key are no longer recognized.
 *
 * Throws `storage-failed`, `storage-full`, and `data-damaged` if a damaged key cannot be moved.
 */
export async function openPositionKey(dataDir: string, damages: Damages): Promise<KeyObject> {
  const path = positionKeyPath(dataDir);
  try {
    const known = await damages.readOrSetAside(path, () => readPositionKey(dataDir));
    if (known !== undefined) await chmod(path, 0o600);
    const key = known ?? (await makeKey(path));
    return createSecretKey(Buffer.from(key, 'base64url'));
  } catch (error) {
    throw storageError(error, path);
  }
}

/** Reads the key in base64url; undefined if there is none. Throws `data-damaged`. */
export async function readPositionKey(dataDir: string): Promise<string | undefined> {
  const path = positionKeyPath(dataDir);
  const text = (await readSmallFile(path, LONGEST))?.trim();
  if (text === undefined) return undefined;
  const [, key = '', checksum] = CONTENT.exec(text) ?? [];
  if (checksum !== checksumOf(key))
    throw damaged(path, text === '' ? 'it is empty' : 'it does not contain a key');
  return key;
}

export function positionKeyPath(dataDir: string): string {
  return join(dataDir, FILE);
}

async function makeKey(path: string): Promise<string> {
  const key = randomBytes(32).toString('base64url');
  await writeFileDurably(path, `${key}.${checksumOf(key)}\n`, 0o600);
  return key;
}

function checksumOf(key: string): string {
  return crc32(key).toString(16).padStart(8, '0');
}
