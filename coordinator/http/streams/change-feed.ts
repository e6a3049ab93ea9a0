import { randomBytes } from 'node:crypto';
import type { ChangeEvent } from '../../../protocol/events/change-event.ts';
import type { AccessQuestion } from '../../../protocol/routes/access.ts';
import type { Caller } from '../../access/caller.ts';
import type { AccessSubject } from '../../access/policy.ts';
import type { OutgoingEvent } from '../handler.ts';
import { Wake } from './wake.ts';

/** Number of events that are buffered for clients that reconnect. A client that missed more reads the lists again. */
const KEPT = 4096;
/** Maximum characters of all buffered events. A runner's event lists its replicas, so events can be long. */
const KEPT_CHARACTERS = 8 * 1024 * 1024;

interface KeptEvent {
  readonly data: string;
  readonly question: AccessQuestion;
  readonly subject: AccessSubject;
}

/** Publishes changes, and stores the latest events in a ring buffer that every subscriber reads at its own pace. */
export class ChangeFeed {
  /** Part of every token, so that tokens of an earlier process of the coordinator are invalid. */
  readonly #life = randomBytes(6).toString('base64url');
  readonly #kept: (KeptEvent | undefined)[] = [];
  readonly #wakes = new Set<Wake>();
  /** Number of the newest event; the first is 1. */
  #newest = 0;
  /** Number of the oldest buffered event; one more than the newest if none is buffered. */
  #oldest = 1;
  #keptCharacters = 0;

  /** Publishes an event to each subscriber that may have the access `question` to `subject`. */
  publish(event: ChangeEvent, question: AccessQuestion, subject: AccessSubject = {}): void {
    const data = JSON.stringify(event);
    this.#newest += 1;
    this.#keptCharacters += data.length;
    while (this.#newest - this.#oldest >= KEPT) this.#forgetOldest();
    this.#kept[this.#newest % KEPT] = { data, question, subject };
    while (this.#keptCharacters > KEPT_CHARACTERS) this.#forgetOldest();
    for (const wake of this.#wakes) wake.wake();
  }

  get subscribers(): number {
    return this.#wakes.size;
  }

  /**
   * Yields the events after the token `from` (default: from now on) that the caller may see, until `signal` is aborted.
   * For an unusable token, yields `reset` first.
   */
  async *subscribe(
    caller: Caller,
    from: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<OutgoingEvent, void, undefined> {
    const wake = new Wake();
    this.#wakes.add(wake);
    try {
      let position = from === undefined ? this.#newest : this.#positionOf(from);
      if (position === undefined) {
        position = this.#newest;
        yield this.#event(position, RESET);
      }
      yield this.#event(position, READY);
      while (!signal.aborted) {
        if (position < this.#oldest - 1) {
          position = this.#newest;
          yield this.#event(position, RESET);
        }
        if (position === this.#newest) {
          await wake.wait(signal);
          continue;
        }
        position += 1;
        const kept = this.#kept[position % KEPT];
        if (kept !== undefined && caller.may(kept.question, kept.subject))
          yield this.#event(position, kept.data);
      }
    } finally {
      this.#wakes.delete(wake);
    }
  }

  #forgetOldest(): void {
    const index = this.#oldest % KEPT;
    this.#keptCharacters -= this.#kept[index]?.data.length ?? 0;
    this.#kept[index] = undefined;
    this.#oldest += 1;
  }

  #event(position: number, data: string): OutgoingEvent {
    return { id: `${this.#life}.${position}`, data };
  }

  /** Returns undefined if the token is malformed, from an earlier process, or too old. */
  #positionOf(token: string): number | undefined {
    const [life, text] = token.split('.');
    const position = Number(text);
    const usable =
      life === this.#life &&
      Number.isSafeInteger(position) &&
      position >= 0 &&
      position <= this.#newest &&
      position >= this.#oldest - 1;
    return usable ? position : undefined;
  }
}

const RESET = JSON.stringify({ type: 'reset' } satisfies ChangeEvent);
const READY = JSON.stringify({ type: 'ready' } satisfies ChangeEvent);
