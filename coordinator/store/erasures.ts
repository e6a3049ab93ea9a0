import { problemOf } from '../../support/errors/problem-of.ts';
import type { Journal } from './journal/journal.ts';
import type { Output } from './output/output.ts';

/** Number of deleted executions whose data is removed together. */
const BATCH = 100;

/** Delay before a failed removal is tried again, in ms. */
const TRY_AGAIN = 60_000;

export interface ErasuresParts {
  readonly journal: Pick<Journal, 'tombs' | 'erase' | 'releaseSpace'>;
  readonly output: Pick<Output, 'erase' | 'releaseSpace'>;
  /** Calls back after this many ms. Returns a function that cancels. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  readonly log: { warn(fields: object, message: string): void };
}

/**
 * Removes the data of executions that are marked as deleted, in the background. The output is removed first and the
 * mark last, so that a mark exists as long as any data does, and the next start continues after a crash. The work
 * consists of short steps, between which other writes and requests proceed.
 */
export class Erasures {
  readonly #parts: ErasuresParts;
  readonly #closing = new AbortController();
  #isDue = false;
  #running: Promise<void> | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(parts: ErasuresParts) {
    this.#parts = parts;
  }

  /** Removes the data of all executions that are currently marked. */
  wake(): void {
    this.#isDue = true;
    this.#running ??= this.#run();
  }

  /** Resolves once the current step has ended. The next start continues with the rest. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#stopWaiting?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#isDue && !this.#closing.signal.aborted) {
      this.#isDue = false;
      try {
        if (await this.#eraseMarked()) await this.#releaseSpace();
      } catch (error) {
        const problem = problemOf(error);
        this.#parts.log.warn({ problem }, 'the data of deleted executions could not be removed yet');
        this.#stopWaiting?.();
        this.#stopWaiting = this.#parts.after(TRY_AGAIN, () => this.wake());
      }
    }
    this.#running = undefined;
  }

  /** Returns whether any data was removed. */
  async #eraseMarked(): Promise<boolean> {
    const { journal, output } = this.#parts;
    let last = 0;
    while (!this.#closing.signal.aborted) {
      const batch = await journal.tombs(last, BATCH);
      if (batch.length === 0) break;
      await output.erase(batch);
      await journal.erase(batch);
      last = batch.at(-1) ?? last;
    }
    return last > 0;
  }

  async #releaseSpace(): Promise<void> {
    const { journal, output } = this.#parts;
    await output.releaseSpace(this.#closing.signal);
    await journal.releaseSpace(this.#closing.signal);
  }
}
