import { OutrunnerError, toOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { JournalAct } from './journal-acts.ts';

/** Maximum number of waiting acts, and maximum bytes of their JSON. Further acts are refused. */
const MOST_WAITING = { acts: 50_000, bytes: 64 * 1024 * 1024 };

/** Time for which an act without a waiting caller waits for other acts that share its commit, in ms. */
const UNHURRIED = 20;

interface WaitingAct {
  readonly act: JournalAct;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: OutrunnerError) => void;
}

/** Errors of the acts that were refused, by index in the batch. */
export type RefusedActs = ReadonlyMap<number, OutrunnerError>;

/** Commits a batch without the acts that are refused. Resolves once the batch is durable. */
export type CommitBatch = (acts: readonly JournalAct[]) => Promise<RefusedActs>;

/**
 * Batches single acts. One commit is in progress at a time, and acts that arrive meanwhile share the next commit. A
 * refused act fails only its own call. A failed commit fails all calls from then on.
 */
export class GroupCommit {
  readonly #commit: CommitBatch;
  #waiting: WaitingAct[] = [];
  #waitingBytes = 0;
  #running: Promise<void> | undefined;
  /** Whether the queued acts must be committed now. */
  #isDue = false;
  #timer: NodeJS.Timeout | undefined;
  #failure: OutrunnerError | undefined;

  constructor(commit: CommitBatch) {
    this.#commit = commit;
  }

  /** Throws `storage-busy` if the queue has no room for an act of `bytes`, or the error of an earlier failed commit. */
  check(bytes: number): void {
    if (this.#failure !== undefined) throw this.#failure;
    const full = this.#waiting.length >= MOST_WAITING.acts || this.#waitingBytes + bytes > MOST_WAITING.bytes;
    if (full && this.#waiting.length > 0)
      throw new OutrunnerError('storage-busy', { what: 'journal entries' });
  }

  /** Resolves once the act is durable. Acts are committed in the order of the calls. Call {@link check} first. */
  add(act: JournalAct, bytes: number): Promise<void> {
    const added = this.#push(act, bytes);
    this.#commitSoon();
    return added;
  }

  /**
   * Like {@link add}, for an act without a waiting caller: commits it with the next act, or alone if no other act
   * follows soon.
   */
  addUnhurried(act: JournalAct, bytes: number): Promise<void> {
    const added = this.#push(act, bytes);
    this.#timer ??= setTimeout(() => this.#commitSoon(), UNHURRIED);
    return added;
  }

  /** Resolves once no act is waiting. */
  async idle(): Promise<void> {
    if (this.#waiting.length > 0) this.#commitSoon();
    await this.#running;
  }

  /** Fails all waiting and later acts. */
  fail(error: OutrunnerError): void {
    this.#failure ??= error;
    for (const { reject } of this.#take()) reject(this.#failure);
  }

  #push(act: JournalAct, bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ act, bytes, resolve, reject });
      this.#waitingBytes += bytes;
    });
  }

  #commitSoon(): void {
    this.#isDue = true;
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // All acts of the same tick share the first batch.
    await Promise.resolve();
    while (this.#isDue) {
      const group = this.#take();
      try {
        const refused = await this.#commit(group.map(({ act }) => act));
        for (const [index, { resolve, reject }] of group.entries()) {
          const error = refused.get(index);
          if (error === undefined) resolve();
          else reject(error);
        }
      } catch (error) {
        const failure = toOutrunnerError(error);
        for (const { reject } of group) reject(failure);
        this.fail(failure);
      }
    }
    this.#running = undefined;
  }

  #take(): readonly WaitingAct[] {
    const taken = this.#waiting;
    this.#isDue = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
    this.#waitingBytes = 0;
    return taken;
  }
}
