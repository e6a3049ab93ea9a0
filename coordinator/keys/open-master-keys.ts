import { randomBytes } from 'node:crypto';
import { chmod, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { HandedMasterKey } from '../../protocol/entities/handed-master-key.ts';
import { isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { readSmallFile } from '../../support/files/small-file.ts';
import { writeFileDurably } from '../store/files/durable-file.ts';
import { storageError } from '../store/files/storage-error.ts';
import {
  MASTER_KEY_BYTES,
  type MasterKey,
  type MasterKeys,
  masterKeys,
  parseMasterKeys,
} from './master-keys.ts';

const FILE = 'master.key';
/** Maximum bytes of a master key file, enough for more than a thousand keys. */
const LONGEST_FILE = 65_536;
/** Permission bits of the group and of other users. */
const OTHERS = 0o077;

export function masterKeyPath(dataDir: string): string {
  return join(dataDir, FILE);
}

/** The environment variable that contains the master key. */
export const MASTER_KEY_VARIABLE = 'OUTRUNNER_MASTER_KEY';

/** The environment variables that configure the master key. */
export interface MasterKeyEnvironment {
  readonly OUTRUNNER_MASTER_KEY?: string | undefined;
  readonly OUTRUNNER_MASTER_KEY_FILE?: string | undefined;
}

/**
 * Opens the master keys of a coordinator. They are passed in, read from the environment, or read from the file
 * `master.key` in the data dir. That file is created with mode 0600 if there is no other source. If another source
 * provides a different key, the keys in the file can still open what they sealed.
 *
 * Throws `master-key-invalid`, `storage-failed`.
 */
export async function openMasterKeys(
  dataDir: string,
  environment: MasterKeyEnvironment,
  handed?: HandedMasterKey,
): Promise<MasterKeys> {
  const own = handed === undefined ? [] : parseMasterKeys(handed.keys, 'the JSON on standard input');
  const given = [...own, ...(await givenKeys(environment))];
  const path = masterKeyPath(dataDir);
  const kept = await readKeyFile(path);
  if (kept !== undefined) await chmod(path, 0o600);
  const stored = kept === undefined ? [] : parseMasterKeys(kept, path);
  const [current, ...older] = [...given, ...stored];
  if (handed !== undefined && !handed.alone && stored[0]?.id !== current?.id)
    await keep(path, `${handed.keys}\n${kept ?? ''}`);
  return current === undefined ? masterKeys(await makeKey(path)) : masterKeys(current, older);
}

async function givenKeys(environment: MasterKeyEnvironment): Promise<readonly MasterKey[]> {
  const { OUTRUNNER_MASTER_KEY: text = '', OUTRUNNER_MASTER_KEY_FILE: file = '' } = environment;
  const own = text === '' ? [] : parseMasterKeys(text, 'OUTRUNNER_MASTER_KEY');
  return file === '' ? own : [...own, ...(await keysIn(file))];
}

async function keysIn(file: string): Promise<readonly MasterKey[]> {
  const text = await readKeyFile(file);
  if (text === undefined)
    throw new OutrunnerError('master-key-invalid', { place: file, problem: 'it is missing' });
  return parseMasterKeys(text, file);
}

/** Returns the path of the configured master key file if other users may read or write it, else undefined. */
export async function looseKeyFile(environment: MasterKeyEnvironment): Promise<string | undefined> {
  const { OUTRUNNER_MASTER_KEY_FILE: file = '' } = environment;
  if (file === '' || process.platform === 'win32') return undefined;
  return ((await stat(file)).mode & OTHERS) === 0 ? undefined : file;
}

/** Removes the master key file. Must be called after everything that its keys sealed was resealed with another key. */
export async function removeMasterKeyFile(dataDir: string): Promise<void> {
  await rm(masterKeyPath(dataDir), { force: true });
}

async function makeKey(path: string): Promise<MasterKey> {
  const text = randomBytes(MASTER_KEY_BYTES).toString('base64');
  await keep(path, `${text}\n`);
  const [key] = parseMasterKeys(text, path);
  if (key === undefined) throw new TypeError('the new master key is invalid');
  return key;
}

async function keep(path: string, text: string): Promise<void> {
  try {
    await writeFileDurably(path, text, 0o600);
  } catch (error) {
    throw storageError(error, path);
  }
}

async function readKeyFile(path: string): Promise<string | undefined> {
  try {
    return await readSmallFile(path, LONGEST_FILE);
  } catch (error) {
    const problem = isOutrunnerError(error) ? String(error.parameters['problem']) : problemOf(error);
    throw new OutrunnerError('master-key-invalid', { place: path, problem }, { cause: error });
  }
}
