import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

/** What the editor keeps for the extension, encrypted by the operating system; shared by all windows. */
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

/** As the coordinator takes it, on its standard input. */
export interface HandedMasterKey {
  /** Base64. */
  readonly keys: string;
  /** Nothing else needs to keep it. */
  readonly alone: boolean;
}

const NAME = 'outrunner.masterKey';
const LOCK = 'master-key.lock';
const BYTES = 32;
const LOOK_EVERY_MS = 50;
/** Another window needs a moment to make the key. */
const PATIENCE_MS = 5000;

const Kept = z.object({ keys: z.string().min(1), storedAt: z.number() });
type Kept = z.infer<typeof Kept>;

/**
 * The master key of the embedded coordinator, made once and kept in the secret storage of the editor. Whether that lasts,
 * nobody says: without a keyring it may be in memory alone. So the coordinator keeps the key in its file too, until the
 * secret storage was seen to have kept it while the machine was started anew.
 */
export class EmbeddedMasterKey {
  readonly #parts: EmbeddedMasterKeyParts;

  constructor(parts: EmbeddedMasterKeyParts) {
    this.#parts = parts;
  }

  /** Undefined where the secret storage cannot be used: the coordinator then keeps a key of its own. */
  async take(): Promise<HandedMasterKey | undefined> {
    try {
      const kept = (await this.#read()) ?? (await this.#make());
      if (kept === undefined) return undefined;
      return { keys: kept.keys, alone: kept.storedAt < this.#parts.machineStarted() };
    } catch (error) {
      this.#parts.warn(`the master key stays in a file: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  }

  async #read(): Promise<Kept | undefined> {
    const text = await this.#parts.secrets.get(NAME);
    return text === undefined ? undefined : Kept.parse(JSON.parse(text));
  }

  /** One window makes it; the others wait for it. */
  async #make(): Promise<Kept | undefined> {
    const { folder, now, secrets } = this.#parts;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = join(folder, LOCK);
    const deadline = performance.now() + PATIENCE_MS;
    while (!(await locked(lock))) {
      if (performance.now() > deadline) return this.#read();
      await pause(LOOK_EVERY_MS);
    }
    try {
      const made = await this.#read();
      if (made !== undefined) return made;
      const kept = { keys: randomBytes(BYTES).toString('base64'), storedAt: now() };
      await secrets.store(NAME, JSON.stringify(kept));
      // What stands there now counts, whoever wrote it.
      return await this.#read();
    } finally {
      await rm(lock, { force: true });
    }
  }
}

/** Takes the lock, also from a process that died with it. */
async function locked(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
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
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
