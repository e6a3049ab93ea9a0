import { randomBytes } from 'node:crypto';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';
import { writeFileDurably } from '../store/files/durable-file.ts';
import { storageError, systemCode } from '../store/files/storage-error.ts';
import {
  MASTER_KEY_BYTES,
  type MasterKey,
  type MasterKeys,
  masterKeys,
  parseMasterKeys,
} from './master-keys.ts';

const FILE = 'master.key';

/** What the environment says of the master key. */
export interface MasterKeyEnvironment {
  readonly OUTRUNNER_MASTER_KEY?: string | undefined;
  readonly OUTRUNNER_MASTER_KEY_FILE?: string | undefined;
}

/**
 * The master keys of a coordinator: of the environment, else of `master.key` (0600) in the data dir, which is made where
 * there is neither. Keys of that file open what they sealed although the environment has another one.
 *
 * Throws `master-key-invalid`, `storage-failed`.
 */
export async function openMasterKeys(
  dataDir: string,
  environment: MasterKeyEnvironment,
): Promise<MasterKeys> {
  const given = await givenKeys(environment);
  const path = join(dataDir, FILE);
  const kept = await readOrNothing(path);
  if (kept !== undefined) await chmod(path, 0o600);
  const stored = kept === undefined ? [] : parseMasterKeys(kept, path);
  const [current, ...older] = [...given, ...stored];
  return current === undefined ? masterKeys(await makeKey(path)) : masterKeys(current, older);
}

async function givenKeys(environment: MasterKeyEnvironment): Promise<readonly MasterKey[]> {
  const { OUTRUNNER_MASTER_KEY: text = '', OUTRUNNER_MASTER_KEY_FILE: file = '' } = environment;
  if (text !== '') return parseMasterKeys(text, 'OUTRUNNER_MASTER_KEY');
  if (file === '') return [];
  try {
    return parseMasterKeys(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw new OutrunnerError('master-key-invalid', { place: file, problem: problemOf(error) });
  }
}

async function makeKey(path: string): Promise<MasterKey> {
  const text = randomBytes(MASTER_KEY_BYTES).toString('base64');
  try {
    await writeFileDurably(path, `${text}\n`, 0o600);
  } catch (error) {
    throw storageError(error, path);
  }
  const [key] = parseMasterKeys(text, path);
  if (key === undefined) throw new TypeError('a master key that was just made is none');
  return key;
}

async function readOrNothing(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw storageError(error, path);
  }
}
