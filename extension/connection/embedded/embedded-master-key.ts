import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { HandedMasterKey } from '../../../protocol/entities/handed-master-key.ts';
import { systemCode } from '../../../support/files/system-code.ts';

/** The secret storage of VS Code: encrypted by the operating system and shared by all windows. */
export interface Secrets {
  get(name: string): PromiseLike<string | undefined>;
  store(name: string, value: string): PromiseLike<void>;
}

export interface EmbeddedMasterKeyParts {
  readonly secrets: Secrets;
  /** A folder that all windows share. */
  readonly folder: string;
  /** Epoch ms. */
  readonly now: () => number;
  /** When this machine was started, epoch ms. */
  readonly machineStarted: () => number;
  readonly warn: (problem: string) => void;
}

const NAME = 'outrunner.masterKey';
const LOCK = 'master-key.lock';
const BYTES = 32;
const LOCK_RETRY_MS = 50;
/** How long to wait while another window creates the key. */
const LOCK_TIMEOUT_MS = 5000;

const Kept = z.object({ keys: z.string().min(1), storedAt: z.number() });
type Kept = z.infer<typeof Kept>;

/**
 * The master key of the embedded coordinator, created once and stored in VS Code's secret storage. Without a keyring,
 * that storage may be in memory only, and VS Code does not report this. The coordinator therefore also stores the key
 * in its file, until the secret storage returns a key that was stored before the last boot.
 */
export class EmbeddedMasterKey {
  readonly #parts: EmbeddedMasterKeyParts;

  constructor(parts: EmbeddedMasterKeyParts) {
    this.#parts = parts;
  }

  /**
   * Returns the key, and creates it if necessary. Undefined if the secret storage is unusable: the coordinator then
   * uses its own key.
   */
  async take(): Promise<HandedMasterKey | undefined> {
    try {
      const kept = (await this.#read()) ?? (await this.#make());
      if (kept === undefined) return undefined;
      return { keys: kept.keys, alone: kept.storedAt < this.#parts.machineStarted() };
    } catch (error) {
      this.#parts.warn(
        `The master key stays in a file, because the secret storage failed: ${error instanceof Error ? error.message : error}`,
      );
      return undefined;
    }
  }

  async #read(): Promise<Kept | undefined> {
    const text = await this.#parts.secrets.get(NAME);
    return text === undefined ? undefined : Kept.parse(JSON.parse(text));
  }

  /** Creates the key under a lock file, so that several windows agree on one key. */
  async #make(): Promise<Kept | undefined> {
    const { folder, now, secrets } = this.#parts;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = join(folder, LOCK);
    const deadline = performance.now() + LOCK_TIMEOUT_MS;
    while (!(await locked(lock))) {
      if (performance.now() > deadline) return this.#read();
      await pause(LOCK_RETRY_MS);
    }
    try {
      const made = await this.#read();
      if (made !== undefined) return made;
      const kept = { keys: randomBytes(BYTES).toString('base64'), storedAt: now() };
      await secrets.store(NAME, JSON.stringify(kept));
      // Read it back: a window that did not wait for the lock may have stored another key.
      return await this.#read();
    } finally {
      await rm(lock, { force: true });
    }
  }
}

/**
 * Tries to create the lock file. If its owner no longer exists, removes the file, so that the next attempt succeeds.
 */
async function locked(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (owner > 0 && !alive(owner)) await rm(path, { force: true });
    return false;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
