import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { stageFile, syncFolder } from '../files/durable-file.ts';
import { systemCode } from '../files/storage-error.ts';

const SUFFIX = '.text';
const HASH = /^[0-9a-f]{64}$/;

/** Texts as immutable files, each named by its SHA-256 in hex. */
export class TextFiles {
  readonly #folder: string;
  /** Texts on their way to the disk: whoever brings the same one waits for the same write. */
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Creates the folder and removes every text that `referenced` does not name. Called before any other use. */
  async open(referenced: ReadonlySet<string>): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#folder)) {
      const hash = name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : '';
      if (!HASH.test(hash) || !referenced.has(hash)) await rm(join(this.#folder, name), { force: true });
    }
  }

  /** Keeps texts and returns their hashes, in order; durable when it resolves. */
  async keep(texts: readonly string[]): Promise<readonly string[]> {
    const byHash = new Map(texts.map((text) => [hashOf(text), text]));
    const written: Promise<void>[] = [];
    const fresh = new Map<string, string>();
    for (const [hash, text] of byHash) {
      const underWay = this.#underWay.get(hash);
      if (underWay === undefined) fresh.set(hash, text);
      else written.push(underWay);
    }
    const writing = this.#write(fresh);
    for (const hash of fresh.keys()) this.#underWay.set(hash, writing);
    try {
      await Promise.all([writing, ...written]);
    } finally {
      for (const hash of fresh.keys()) this.#underWay.delete(hash);
    }
    return texts.map(hashOf);
  }

  /** Throws `not-found`, or `data-damaged` when the file is not what its name says. */
  async read(hash: string): Promise<string> {
    if (!HASH.test(hash)) throw missing(hash);
    const path = this.#path(hash);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') throw missing(hash);
      throw error;
    }
    if (hashOf(text) !== hash)
      throw new OutrunnerError('data-damaged', { path, problem: 'its content does not fit its name' });
    return text;
  }

  async #write(texts: ReadonlyMap<string, string>): Promise<void> {
    let changed = false;
    for (const [hash, text] of texts) {
      if (await this.#isKept(hash, text)) continue;
      await rename(await stageFile(this.#path(hash), text), this.#path(hash));
      changed = true;
    }
    if (changed) await syncFolder(this.#folder);
  }

  async #isKept(hash: string, text: string): Promise<boolean> {
    try {
      return (await stat(this.#path(hash))).size === Buffer.byteLength(text);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    }
  }

  #path(hash: string): string {
    return join(this.#folder, `${hash}${SUFFIX}`);
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function missing(hash: string): OutrunnerError {
  return new OutrunnerError('not-found', { kind: 'Job text', name: hash });
}
