import { randomBytes } from 'node:crypto';
import type { ChangeEvent } from '../../../protocol/events/change-event.ts';
import type { AccessQuestion } from '../../../protocol/routes/access.ts';
import type { Caller } from '../../access/caller.ts';
import type { Subject } from '../../access/policy.ts';
import type { OutgoingEvent } from '../handler.ts';
import { Wake } from './wake.ts';

/** Events kept for those that come back; who was away longer reads the lists again. */
const KEPT = 4096;

interface KeptEvent {
  readonly data: string;
  readonly question: AccessQuestion;
  readonly subject: Subject;
}

/** Changes as they happen, kept for a while in a ring that every subscriber reads at its own pace. */
export class ChangeFeed {
  /** Tokens of another life of the coordinator cannot be used. */
  readonly #life = randomBytes(6).toString('base64url');
  readonly #kept: KeptEvent[] = [];
  readonly #wakes = new Set<Wake>();
  /** Number of the newest event; the first is 1. */
  #newest = 0;

  /** `question`, `subject`: who may not read that does not get the event. */
  publish(event: ChangeEvent, question: AccessQuestion, subject: Subject = {}): void {
    this.#newest += 1;
    this.#kept[this.#newest % KEPT] = { data: JSON.stringify(event), question, subject };
    for (const wake of this.#wakes) wake.wake();
  }

  get subscribers(): number {
    return this.#wakes.size;
  }

  /** Events after the token `from`, without one from now on, as they happen until `signal` is aborted. An unusable token: `reset` first. */
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
        if (position < this.#newest - KEPT) {
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

  #event(position: number, data: string): OutgoingEvent {
    return { id: `${this.#life}.${position}`, data };
  }

  /** Undefined where the token is of another life, or too old. */
  #positionOf(token: string): number | undefined {
    const [life, text] = token.split('.');
    const position = Number(text);
    const usable =
      life === this.#life &&
      Number.isSafeInteger(position) &&
      position >= 0 &&
      position <= this.#newest &&
      position >= this.#newest - KEPT;
    return usable ? position : undefined;
  }
}

const RESET = JSON.stringify({ type: 'reset' } satisfies ChangeEvent);
const READY = JSON.stringify({ type: 'ready' } satisfies ChangeEvent);
