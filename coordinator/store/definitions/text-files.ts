import { createHash } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isOutrunnerError, OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { damaged, isDamage } from '../../../support/files/damage.ts';
import { readSmallFile } from '../../../support/files/small-file.ts';
import type { Damages } from '../files/damages.ts';
import { stageFile, syncFolder } from '../files/durable-file.ts';

const SUFFIX = '.text';
/** Maximum number of bytes of a text, more than any import may contain. */
const LONGEST = 512 * 1024 * 1024;
/** Maximum number of texts that are written at the same time. The file system syncs several together. */
const WRITTEN_AT_ONCE = 16;
const HASH = /^[0-9a-f]{64}$/;

/** Stores texts as immutable files, each named by its SHA-256 in hex. */
export class TextFiles {
  readonly #folder: string;
  readonly #damages: Damages;
  /** Writes in progress, by hash: concurrent writers of the same text wait for the same write. */
  readonly #inProgress = new Map<string, Promise<void>>();

  constructor(folder: string, damages: Damages) {
    this.#folder = folder;
    this.#damages = damages;
  }

  /**
   * Creates the folder and removes every text whose hash `referenced` does not return. Only `referenced` may call other
   * methods before `open` has resolved.
   */
  async open(referenced: () => Promise<ReadonlySet<string>>): Promise<void> {
    await this.#damages.makeFolder(this.#folder);
    const kept = await referenced();
    for (const name of await readdir(this.#folder)) {
      const hash = name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : '';
      if (!HASH.test(hash) || !kept.has(hash))
        await rm(join(this.#folder, name), { force: true, recursive: true });
    }
  }

  /** Stores texts and returns their hashes, in order. Resolves once the texts are durable. */
  async keep(texts: readonly string[]): Promise<readonly string[]> {
    const byHash = new Map(texts.map((text) => [hashOf(text), text]));
    const written: Promise<void>[] = [];
    const fresh = new Map<string, string>();
    for (const [hash, text] of byHash) {
      const inProgress = this.#inProgress.get(hash);
      if (inProgress === undefined) fresh.set(hash, text);
      else written.push(inProgress);
    }
    const writing = this.#write(fresh);
    for (const hash of fresh.keys()) this.#inProgress.set(hash, writing);
    try {
      await Promise.all([writing, ...written]);
    } finally {
      for (const hash of fresh.keys()) this.#inProgress.delete(hash);
    }
    return texts.map(hashOf);
  }

  /** Returns a stored text. Throws `not-found`, or `data-damaged` if the content does not match the file's name. */
  async read(hash: string): Promise<string> {
    if (!HASH.test(hash)) throw missing(hash);
    const path = this.#path(hash);
    try {
      const text = await readStoredText(path, hash);
      if (text === undefined) throw missing(hash);
      return text;
    } catch (error) {
      if (isDamage(error)) this.#damages.note(path, String(error.parameters['problem']));
      throw error;
    }
  }

  /** Returns the hashes that a stored list contains; none if the list is missing or damaged. */
  async listed(hash: string, textsIn: (list: string) => Iterable<string>): Promise<Iterable<string>> {
    try {
      return textsIn(await this.read(hash));
    } catch (error) {
      if (isOutrunnerError(error) && error.code === 'not-found') return [];
      if (isDamage(error)) return [];
      throw error;
    }
  }

  async #write(texts: ReadonlyMap<string, string>): Promise<void> {
    let changed = false;
    const waiting = texts.entries();
    const work = async (): Promise<void> => {
      for (const [hash, text] of waiting) {
        if (await this.#isKept(hash)) continue;
        await rename(await stageFile(this.#path(hash), text), this.#path(hash));
        changed = true;
      }
    };
    // No write may continue after this call has ended, not even after an error.
    const ends = await Promise.allSettled(
      Array.from({ length: Math.min(WRITTEN_AT_ONCE, texts.size) }, work),
    );
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    if (changed) await syncFolder(this.#folder);
  }

  /** Returns whether the text is stored intact. Sets a damaged file aside, so that the text is written again. */
  async #isKept(hash: string): Promise<boolean> {
    const path = this.#path(hash);
    return (await this.#damages.readOrSetAside(path, () => readStoredText(path, hash))) !== undefined;
  }

  #path(hash: string): string {
    return join(this.#folder, `${hash}${SUFFIX}`);
  }
}

/** Reads a text and verifies it against its hash; undefined if there is none. Throws `data-damaged`. */
export async function readStoredText(path: string, hash: string): Promise<string | undefined> {
  const text = await readSmallFile(path, LONGEST);
  if (text !== undefined && hashOf(text) !== hash) throw damaged(path, 'its content does not match its name');
  return text;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function missing(hash: string): OutrunnerError {
  return new OutrunnerError('not-found', { kind: 'Job text', name: hash });
}
