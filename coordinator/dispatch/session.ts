import type { ErrorCode } from '../../protocol/errors/catalogue.ts';
import type { SessionId } from '../../protocol/ids.ts';
import { RUNNER_LIMITS } from '../../protocol/runner/headers.ts';
import type { NumberedMessage, RunnerMessage } from '../../protocol/runner/poll.ts';
import type { Claimant } from '../executions/ports.ts';

/** A poll that waits for its answer. One of the two is called, once. */
export interface WaitingPoll {
  answer(messages: readonly NumberedMessage[]): void;
  refuse(code: ErrorCode): void;
}

/**
 * One conversation of an instance with the coordinator: messages numbered from 1, kept until they are acknowledged, and
 * the poll that fetches them. Messages of one moment go in one answer, before anything else happens.
 */
export class Session {
  readonly id: SessionId;
  readonly claimant: Claimant;
  #unacknowledged: NumberedMessage[] = [];
  #lastNumber = 0;
  #delivered = 0;
  #poll: WaitingPoll | undefined;
  #flushing = false;
  #closed: ErrorCode | undefined;
  readonly #onClose = new Set<() => void>();

  constructor(id: SessionId, claimant: Claimant) {
    this.id = id;
    this.claimant = claimant;
  }

  /** Why the session is over; undefined while it is open. */
  get closed(): ErrorCode | undefined {
    return this.#closed;
  }

  get polling(): boolean {
    return this.#poll !== undefined;
  }

  /** Whether a cancel waits to be acted on: it is brought to a replica that gets nothing else. */
  get holdsCancel(): boolean {
    return this.#unacknowledged.some(({ message }) => message.type === 'cancel');
  }

  /** Queues a message and wakes the poll. Returns its number. */
  push(message: RunnerMessage): number {
    this.#lastNumber += 1;
    this.#unacknowledged.push({ number: this.#lastNumber, message });
    this.#flushSoon();
    return this.#lastNumber;
  }

  /** Takes back a message that no answer carried yet. */
  recall(number: number): void {
    if (number <= this.#delivered) return;
    this.#unacknowledged = this.#unacknowledged.filter((entry) => entry.number !== number);
  }

  /** Drops what the replica has acted on: every message up to this number. */
  acknowledge(number: number): void {
    const first = this.#unacknowledged[0];
    if (first === undefined || first.number > number) return;
    this.#unacknowledged = this.#unacknowledged.filter((entry) => entry.number > number);
  }

  /** Waits with a poll; ends the one before it. What was not acknowledged comes again at once. */
  wait(poll: WaitingPoll): void {
    const older = this.#poll;
    this.#poll = poll;
    older?.refuse('poll-replaced');
    if (this.#closed !== undefined) this.refusePoll(this.#closed);
    else if (this.#unacknowledged.length > 0) this.#flush();
  }

  /** Forgets a poll whose client is gone; false: another one waits by now, or none. */
  leave(poll: WaitingPoll): boolean {
    if (this.#poll !== poll) return false;
    this.#poll = undefined;
    return true;
  }

  /** Ends a waiting poll with an error. */
  refusePoll(code: ErrorCode): void {
    const poll = this.#poll;
    this.#poll = undefined;
    poll?.refuse(code);
  }

  /** Ends the session and everything open in it. */
  close(code: ErrorCode): void {
    if (this.#closed !== undefined) return;
    this.#closed = code;
    this.#unacknowledged = [];
    this.refusePoll(code);
    for (const listener of [...this.#onClose]) listener();
    this.#onClose.clear();
  }

  /** Calls once when the session closes. Returns what ends the subscription. */
  onClose(listener: () => void): () => void {
    this.#onClose.add(listener);
    return () => this.#onClose.delete(listener);
  }

  #flushSoon(): void {
    if (this.#poll === undefined || this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      if (this.#unacknowledged.length > 0) this.#flush();
    });
  }

  #flush(): void {
    const poll = this.#poll;
    if (poll === undefined) return;
    this.#poll = undefined;
    const messages = this.#unacknowledged.slice(0, RUNNER_LIMITS.listEntries);
    this.#delivered = Math.max(this.#delivered, messages.at(-1)?.number ?? 0);
    poll.answer(messages);
  }
}
