import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ExecutionId } from '../../protocol/ids.ts';
import { writeFileDurably } from '../store/files/durable-file.ts';
import { storageError, systemCode } from '../store/files/storage-error.ts';

const CIPHER = 'aes-256-gcm';
const KEY_FILE = 'key';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of each file. */
const FORMAT = 1;

const Values = z.record(z.string(), z.string());

/**
 * Whose secure values: of an execution, or of a job that is referred to in it. The scope is 0, or the number of the
 * command that brought that job.
 */
export interface SecretOwner {
  readonly execution: ExecutionId;
  readonly scope: number;
}

/**
 * Values of secure options of the open executions: a file for each job in each, AES-256-GCM, beside the key (0600) that
 * encrypts them. A file is format byte, nonce, tag, ciphertext; its owner is authenticated with it.
 */
export class SecureValues {
  readonly #folder: string;
  readonly #key: KeyObject;
  /** Files by execution. */
  readonly #names = new Map<ExecutionId, Set<string>>();

  private constructor(folder: string, key: Uint8Array) {
    this.#folder = folder;
    this.#key = createSecretKey(key);
  }

  /** Opens the folder; makes it and its key when they are missing. Throws `data-damaged`, `storage-failed`. */
  static async open(folder: string): Promise<SecureValues> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, KEY_FILE);
    const known = await readOrNothing(path);
    const key = known ?? randomBytes(KEY_BYTES);
    if (known === undefined) await writeSurely(path, key);
    if (key.length !== KEY_BYTES) throw damaged(path, `it has ${key.length} bytes, not ${KEY_BYTES}`);
    const values = new SecureValues(folder, key);
    for (const name of await readdir(folder)) values.#note(name);
    return values;
  }

  /** Durable when it resolves. Throws `storage-full`, `storage-failed`. */
  async keep(owner: SecretOwner, values: Readonly<Record<string, string>>): Promise<void> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(contextOf(owner));
    const text = Buffer.concat([cipher.update(JSON.stringify(values), 'utf8'), cipher.final()]);
    const name = nameOf(owner);
    await writeSurely(
      join(this.#folder, name),
      Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), text]),
    );
    this.#note(name);
  }

  /** Throws `data-damaged` when they are gone or were tampered with. */
  async read(owner: SecretOwner): Promise<Readonly<Record<string, string>>> {
    const path = join(this.#folder, nameOf(owner));
    const bytes = await readOrNothing(path);
    if (bytes === undefined) throw damaged(path, 'it is gone');
    if (bytes[0] !== FORMAT) throw damaged(path, 'its format is unknown');
    const textAt = 1 + NONCE_BYTES + TAG_BYTES;
    try {
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(contextOf(owner));
      decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, textAt));
      const text = Buffer.concat([decipher.update(bytes.subarray(textAt)), decipher.final()]);
      return Values.parse(JSON.parse(text.toString('utf8')));
    } catch {
      throw damaged(path, 'it does not decrypt');
    }
  }

  /** Of the execution and of all jobs in it. */
  async forget(execution: ExecutionId): Promise<void> {
    const names = this.#names.get(execution) ?? [];
    for (const name of names) await rm(join(this.#folder, name), { force: true });
    this.#names.delete(execution);
  }

  async forgetOne(owner: SecretOwner): Promise<void> {
    const name = nameOf(owner);
    await rm(join(this.#folder, name), { force: true });
    const names = this.#names.get(owner.execution);
    names?.delete(name);
    if (names?.size === 0) this.#names.delete(owner.execution);
  }

  /** Removes what belongs to none of the open executions. */
  async keepOnly(open: ReadonlySet<ExecutionId>): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const execution = executionIn(name);
      if (name === KEY_FILE || (execution !== undefined && open.has(execution))) continue;
      await rm(join(this.#folder, name), { force: true });
      if (execution !== undefined) this.#names.get(execution)?.delete(name);
    }
  }

  #note(name: string): void {
    const execution = executionIn(name);
    if (execution === undefined) return;
    this.#names.set(execution, (this.#names.get(execution) ?? new Set()).add(name));
  }
}

function nameOf({ execution, scope }: SecretOwner): string {
  return scope === 0 ? `${execution}.values` : `${execution}-${scope}.values`;
}

/** The execution that a file belongs to. */
function executionIn(name: string): ExecutionId | undefined {
  const id = /^(\d+)(?:-\d+)?\.values$/.exec(name)?.[1];
  return id === undefined ? undefined : ExecutionId.parse(Number(id));
}

function contextOf({ execution, scope }: SecretOwner): Uint8Array {
  const place = scope === 0 ? '' : `, command ${scope}`;
  return Buffer.from(`secure values of execution ${execution}${place}`);
}

async function readOrNothing(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw storageError(error, path);
  }
}

async function writeSurely(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFileDurably(path, bytes);
  } catch (error) {
    throw storageError(error, path);
  }
}

function damaged(path: string, problem: string): OutrunnerError {
  return new OutrunnerError('data-damaged', { path, problem });
}
