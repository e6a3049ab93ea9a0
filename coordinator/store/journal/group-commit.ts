import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { JournalAct } from './journal-acts.ts';

/** Acts that may wait, and the bytes of their JSON. Beyond, nothing more is taken. */
const MOST_WAITING = { acts: 50_000, bytes: 64 * 1024 * 1024 };

interface WaitingAct {
  readonly act: JournalAct;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: OutrunnerError) => void;
}

/** Commits a batch; resolves when it is durable. */
export type CommitBatch = (acts: readonly JournalAct[]) => Promise<void>;

/**
 * Turns single acts into batches: one commit is under way at a time, and whatever arrives meanwhile goes into the next,
 * together. A failed commit fails everything, then and later.
 */
export class GroupCommit {
  readonly #commit: CommitBatch;
  #waiting: WaitingAct[] = [];
  #waitingBytes = 0;
  #running: Promise<void> | undefined;
  #failure: OutrunnerError | undefined;

  constructor(commit: CommitBatch) {
    this.#commit = commit;
  }

  /** Throws `storage-busy`, or the failure, if an act of so many bytes cannot be taken now. */
  check(bytes: number): void {
    if (this.#failure !== undefined) throw this.#failure;
    const full = this.#waiting.length >= MOST_WAITING.acts || this.#waitingBytes + bytes > MOST_WAITING.bytes;
    if (full && this.#waiting.length > 0) throw new OutrunnerError('storage-busy', { what: 'the journal' });
  }

  /** Resolves when the act is durable. Acts are committed in the order of the calls. {@link check} comes before. */
  add(act: JournalAct, bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ act, bytes, resolve, reject });
      this.#waitingBytes += bytes;
      this.#running ??= this.#run();
    });
  }

  /** Resolves once nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Fails what waits and whatever comes. */
  fail(error: OutrunnerError): void {
    this.#failure ??= error;
    for (const { reject } of this.#take()) reject(this.#failure);
  }

  async #run(): Promise<void> {
    // What is asked for in the same turn goes into the first batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#take();
      try {
        await this.#commit(group.map(({ act }) => act));
        for (const { resolve } of group) resolve();
      } catch (error) {
        const failure = error as OutrunnerError;
        for (const { reject } of group) reject(failure);
        this.fail(failure);
      }
    }
    this.#running = undefined;
  }

  #take(): readonly WaitingAct[] {
    const taken = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    return taken;
  }
}
