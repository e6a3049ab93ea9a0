import { join } from 'node:path';
import * as z from 'zod';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import type { Damages } from '../store/files/damages.ts';
import { writeFileDurably } from '../store/files/durable-file.ts';
import { readRecord } from '../store/files/read-record.ts';

const FILE = 'token-uses.json';
const FORMAT = 1;
/** Accuracy of a recorded use, and the interval at which uses are written, in ms. */
const ACCURACY = 60_000;
/** Maximum bytes of the file. The uses of 100,000 tokens take less. */
const LONGEST = 16 * 1024 * 1024;

/** The latest time that a date can show, epoch ms. */
const LATEST = 8.64e15;

/** Times of the last uses by the id of the token, epoch ms. */
export const TokenUsesRecord = z.object({
  formatVersion: z.int(),
  writtenBy: z.string(),
  uses: z.record(z.string(), z.int().min(0).max(LATEST)),
});

export interface TokenUsesParts {
  readonly dataDir: { readonly path: string; readonly damages: Pick<Damages, 'readOrSetAside'> };
  readonly definitions: Pick<CoordinatorDefinitions, 'snapshot'>;
  readonly clock: { epoch(): number; after(milliseconds: number, callback: () => void): () => void };
  readonly log: { warn(fields: object, message: string): void };
}

export function tokenUsesPath(folder: string): string {
  return join(folder, FILE);
}

/** Reads the stored uses. A damaged file is set aside: all tokens then count as never used. Throws `data-newer`. */
export async function openTokenUses(parts: TokenUsesParts): Promise<TokenUses> {
  const { path: folder, damages } = parts.dataDir;
  const path = tokenUsesPath(folder);
  const read = () => readRecord(path, TokenUsesRecord, FORMAT, LONGEST);
  const record = await damages.readOrSetAside(path, read);
  return new TokenUses(parts, record?.uses ?? {});
}

/**
 * Remembers when each token was last used, accurate to a minute. Uses are written to a file in the background, at most
 * once a minute for all tokens together. A crash loses the uses of the last minute.
 */
export class TokenUses {
  readonly #parts: TokenUsesParts;
  readonly #uses: Map<string, number>;
  #stopTimer: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: TokenUsesParts, uses: Readonly<Record<string, number>>) {
    this.#parts = parts;
    this.#uses = new Map(Object.entries(uses));
  }

  /** Notes that a token with this id was used now. */
  used(id: string): void {
    const now = this.#parts.clock.epoch();
    const before = this.#uses.get(id);
    if (before !== undefined && Math.abs(now - before) < ACCURACY) return;
    this.#uses.set(id, now);
    if (this.#closed) return;
    this.#stopTimer ??= this.#parts.clock.after(ACCURACY, () => this.#write());
  }

  /** Returns when a token was last used, epoch ms; undefined if it never was. */
  last(id: string): number | undefined {
    return this.#uses.get(id);
  }

  /** Writes uses that are not stored yet. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#stopTimer !== undefined) {
      this.#stopTimer();
      this.#write();
    }
    await this.#writing;
  }

  #write(): void {
    this.#stopTimer = undefined;
    this.#writing = this.#writing.then(() => this.#store());
  }

  async #store(): Promise<void> {
    const { dataDir, definitions, log } = this.#parts;
    try {
      const snapshot = await definitions.snapshot();
      for (const id of this.#uses.keys()) if (snapshot.get('tokens', id) === undefined) this.#uses.delete(id);
      const uses = Object.fromEntries(this.#uses);
      const record = { formatVersion: FORMAT, writtenBy: PROGRAM_VERSION, uses };
      await writeFileDurably(tokenUsesPath(dataDir.path), `${JSON.stringify(record)}\n`);
    } catch (error) {
      log.warn({ problem: problemOf(error) }, 'the last uses of tokens were not stored');
    }
  }
}
