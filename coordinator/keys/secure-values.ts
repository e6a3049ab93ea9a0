import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ExecutionId } from '../../protocol/ids.ts';
import { readSmallBytes } from '../../support/files/small-file.ts';
import type { Damages } from '../store/files/damages.ts';
import { writeFileDurably } from '../store/files/durable-file.ts';
import { storageError } from '../store/files/storage-error.ts';
import type { MasterKeys } from './master-keys.ts';
import { openKey, sealedBy, sealKey } from './seal-key.ts';

/** Maximum bytes of one sealed file. A longer file is neither written nor read. */
const LONGEST_VALUES = 64 * 1024 * 1024;

const Values = z.record(z.string(), z.string());

/**
 * The owner of secure values: an execution, or a referenced job in it. The scope is 0 for the execution, or the number
 * of the command that references the job.
 */
export interface SecretOwner {
  readonly execution: ExecutionId;
  readonly scope: number;
}

/**
 * Stores the secure option values of executions that are open or may be retried. Each job of an execution has one file,
 * sealed with the master key and bound to its owner.
 */
export class SecureValueStore {
  readonly #folder: string;
  readonly #masterKeys: MasterKeys;
  /** File names by execution. */
  readonly #names = new Map<ExecutionId, Set<string>>();

  private constructor(folder: string, masterKeys: MasterKeys) {
    this.#folder = folder;
    this.#masterKeys = masterKeys;
  }

  /** Opens the folder, and creates it if it is missing. Throws `storage-failed`. */
  static async open(folder: string, masterKeys: MasterKeys, damages: Damages): Promise<SecureValueStore> {
    await damages.makeFolder(folder);
    const values = new SecureValueStore(folder, masterKeys);
    for (const name of await readdir(folder)) values.#note(name);
    return values;
  }

  /**
   * Reseals the files that an older master key sealed. Returns the unreadable files, which stay unchanged. Throws
   * `storage-full`, `storage-failed`.
   */
  async resealAll(): Promise<readonly string[]> {
    const unreadable: string[] = [];
    for (const name of await readdir(this.#folder)) {
      const owner = ownerOf(name);
      if (owner === undefined) continue;
      const path = join(this.#folder, name);
      try {
        const bytes = await readOrNothing(path);
        if (bytes === undefined || sealedBy(bytes.toString('utf8')) === this.#masterKeys.current.id) continue;
        await this.#write(owner, this.#opened(bytes, owner, path));
      } catch (error) {
        if (!isOutrunnerError(error) || error.code !== 'data-damaged') throw error;
        unreadable.push(path);
      }
    }
    return unreadable;
  }

  /**
   * Stores the values, which are durable when this resolves. Throws `invalid-input` if they are too long,
   * `storage-full`, `storage-failed`.
   */
  async keep(owner: SecretOwner, values: Readonly<Record<string, string>>): Promise<void> {
    await this.#write(owner, JSON.stringify(values));
    this.#note(nameOf(owner));
  }

  /** Throws `data-damaged` if the values or their master key are missing, or if the file was tampered with. */
  async read(owner: SecretOwner): Promise<Readonly<Record<string, string>>> {
    const path = join(this.#folder, nameOf(owner));
    const bytes = await readOrNothing(path);
    if (bytes === undefined) throw damaged(path, 'it is gone');
    return Values.parse(JSON.parse(this.#opened(bytes, owner, path)));
  }

  #opened(bytes: Buffer, owner: SecretOwner, path: string): string {
    try {
      return openKey(bytes.toString('utf8'), contextOf(owner), this.#masterKeys);
    } catch (error) {
      throw damaged(path, problemOfSeal(error));
    }
  }

  async #write(owner: SecretOwner, text: string): Promise<void> {
    const sealed = Buffer.from(sealKey(text, contextOf(owner), this.#masterKeys.current));
    if (sealed.byteLength > LONGEST_VALUES) throw tooLong(sealed.byteLength);
    await writeSealed(join(this.#folder, nameOf(owner)), sealed);
  }

  /** Removes the values of the execution and of all its jobs. */
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

  /** Removes the values of all executions that are not in `open`. */
  async keepOnly(open: ReadonlySet<ExecutionId>): Promise<void> {
    for (const name of await readdir(this.#folder)) {
      const execution = executionIn(name);
      if (execution !== undefined && open.has(execution)) continue;
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

/** Returns the execution that a file belongs to. */
function executionIn(name: string): ExecutionId | undefined {
  return ownerOf(name)?.execution;
}

function ownerOf(name: string): SecretOwner | undefined {
  const [, id, scope = '0'] = /^(\d+)(?:-(\d+))?\.values$/.exec(name) ?? [];
  return id === undefined ? undefined : { execution: ExecutionId.parse(Number(id)), scope: Number(scope) };
}

/**
 * Returns the context for which the file of this name is sealed; undefined if the name is not that of a secure values
 * file.
 */
export function secureValuesContext(name: string): string | undefined {
  const owner = ownerOf(name);
  return owner === undefined ? undefined : contextOf(owner);
}

function contextOf({ execution, scope }: SecretOwner): string {
  const place = scope === 0 ? '' : `, command ${scope}`;
  return `secure values of execution ${execution}${place}`;
}

async function readOrNothing(path: string): Promise<Buffer | undefined> {
  try {
    return await readSmallBytes(path, LONGEST_VALUES);
  } catch (error) {
    throw storageError(error, path);
  }
}

async function writeSealed(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFileDurably(path, bytes);
  } catch (error) {
    throw storageError(error, path);
  }
}

/** Returns the problem that {@link openKey} reported. */
function problemOfSeal(error: unknown): string {
  return isOutrunnerError(error) ? String(error.parameters['problem']) : 'it was changed since it was sealed';
}

function tooLong(bytes: number): OutrunnerError {
  return new OutrunnerError('invalid-input', {
    what: 'The secure values of the options',
    problem: `encrypted, they have ${bytes} bytes, more than ${LONGEST_VALUES}`,
    remedy: 'Shorten the values of the secure options.',
  });
}

function damaged(path: string, problem: string): OutrunnerError {
  return new OutrunnerError('data-damaged', { path, problem });
}
