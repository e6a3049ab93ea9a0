import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
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
 * Values of secure options of the open executions: one file each, AES-256-GCM, beside the key (0600) that encrypts them.
 * A file is format byte, nonce, tag, ciphertext; the execution's id is authenticated with it.
 */
export class SecureValues {
  readonly #folder: string;
  readonly #key: Uint8Array;

  private constructor(folder: string, key: Uint8Array) {
    this.#folder = folder;
    this.#key = key;
  }

  /** Opens the folder; makes it and its key when they are missing. Throws `data-damaged`, `storage-failed`. */
  static async open(folder: string): Promise<SecureValues> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, KEY_FILE);
    const known = await readOrNothing(path);
    const key = known ?? randomBytes(KEY_BYTES);
    if (known === undefined) await writeSurely(path, key);
    if (key.length !== KEY_BYTES) throw damaged(path, `it has ${key.length} bytes, not ${KEY_BYTES}`);
    return new SecureValues(folder, key);
  }

  /** Durable when it resolves. Throws `storage-full`, `storage-failed`. */
  async keep(execution: ExecutionId, values: Readonly<Record<string, string>>): Promise<void> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(contextOf(execution));
    const text = Buffer.concat([cipher.update(JSON.stringify(values), 'utf8'), cipher.final()]);
    await writeSurely(
      this.#path(execution),
      Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), text]),
    );
  }

  /** Throws `data-damaged` when they are gone or were tampered with. */
  async read(execution: ExecutionId): Promise<Readonly<Record<string, string>>> {
    const path = this.#path(execution);
    const bytes = await readOrNothing(path);
    if (bytes === undefined) throw damaged(path, 'it is gone');
    if (bytes[0] !== FORMAT) throw damaged(path, 'its format is unknown');
    const textAt = 1 + NONCE_BYTES + TAG_BYTES;
    try {
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv(CIPHER, this.#key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(contextOf(execution));
      decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, textAt));
      const text = Buffer.concat([decipher.update(bytes.subarray(textAt)), decipher.final()]);
      return Values.parse(JSON.parse(text.toString('utf8')));
    } catch {
      throw damaged(path, 'it does not decrypt');
    }
  }

  async forget(execution: ExecutionId): Promise<void> {
    await rm(this.#path(execution), { force: true });
  }

  /** Removes what belongs to none of the open executions. */
  async keepOnly(open: ReadonlySet<ExecutionId>): Promise<void> {
    const names = new Set([KEY_FILE, ...[...open].map((id) => this.#name(id))]);
    for (const name of await readdir(this.#folder)) {
      if (!names.has(name)) await rm(join(this.#folder, name), { force: true });
    }
  }

  #path(execution: ExecutionId): string {
    return join(this.#folder, this.#name(execution));
  }

  #name(execution: ExecutionId): string {
    return `${execution}.values`;
  }
}

function contextOf(execution: ExecutionId): Uint8Array {
  return Buffer.from(`secure values of execution ${execution}`);
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
