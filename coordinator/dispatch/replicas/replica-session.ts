import type { ErrorCode } from '../../../protocol/errors/catalogue.ts';
import type { OperationId, SessionId } from '../../../protocol/ids.ts';
import { RUNNER_LIMITS } from '../../../protocol/runner/headers.ts';
import type { NumberedMessage, RunnerMessage } from '../../../protocol/runner/poll.ts';
import type { Claimant } from '../../executions/ports.ts';

/** A poll that waits for its answer. One of the two is called, once. */
export interface WaitingPoll {
  answer(messages: readonly NumberedMessage[]): void;
  refuse(code: ErrorCode): void;
}

/**
 * One conversation of an instance with the coordinator: messages numbered from 1, kept until they are acknowledged, and
 * the poll that fetches them. Messages of one moment go in one answer, before anything else happens; quiet ones wait for the
 * next that is not, or for a while.
 */
export class ReplicaSession {
  readonly id: SessionId;
  readonly claimant: Claimant;
  #unacknowledged: NumberedMessage[] = [];
  /** Of those, the ones that no answer carried and that wake no poll. */
  readonly #quiet = new Set<number>();
  /** Granted unasked, with the number of the message that tells it, which the replica has not acknowledged. */
  readonly #unheard = new Map<OperationId, number>();
  readonly #heldBack: number[] = [];
  #holds = 0;
  #lastNumber = 0;
  #numberBefore = 0;
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

  /** Whether something of what it was granted waits to be acted on: that is brought to a replica that gets nothing else. */
  get holdsGranted(): boolean {
    return this.#unacknowledged.some(
      ({ message: { type }, number }) =>
        type === 'cancel' || (type === 'granted' && !this.#quiet.has(number)),
    );
  }

  /** Queues a message and wakes the poll, unless it is an offer that is held back. Returns its number. */
  push(message: RunnerMessage): number {
    const number = this.#queue(message);
    if (message.type === 'assign' && this.#holds > 0) {
      this.#quiet.add(number);
      this.#heldBack.push(number);
    } else this.#flushSoon();
    return number;
  }

  /**
   * Lets offers wait, since an answer under way may grant them at once. Call what it returns when that is decided: those
   * that are left go out then.
   */
  holdOffers(): () => void {
    this.#holds += 1;
    return () => {
      this.#holds -= 1;
      if (this.#holds > 0) return;
      for (const number of this.#heldBack.splice(0)) this.#quiet.delete(number);
      this.#flushSoon();
    };
  }

  /** Whether no answer carried the message yet. */
  isUndelivered(number: number): boolean {
    return number > this.#delivered;
  }

  /**
   * An operation was granted that the replica did not claim: a message tells it, unless it shows before that it knows. A
   * quiet one where an answer on its way does so as well.
   */
  tellGranted(operationId: OperationId, how: 'quietly' | 'at-once'): void {
    if (this.#unheard.has(operationId)) return;
    const number = this.#queue({ type: 'granted', operationId });
    this.#unheard.set(operationId, number);
    if (how === 'quietly') this.#quiet.add(number);
    else this.#flushSoon();
  }

  /** The replica knows of the grant. */
  heard(operationId: OperationId): void {
    const number = this.#unheard.get(operationId);
    if (number === undefined) return;
    this.#unheard.delete(operationId);
    this.recall(number);
  }

  /** Granted, and not known to have been heard. */
  get unheard(): OperationId[] {
    return [...this.#unheard.keys()];
  }

  /** What was quiet for the whole time since the last call goes out. */
  remind(): void {
    for (const number of this.#quiet) if (number <= this.#numberBefore) this.#quiet.delete(number);
    this.#numberBefore = this.#lastNumber;
    this.#flushSoon();
  }

  /** Takes back a message that no answer carried yet. */
  recall(number: number): void {
    if (number <= this.#delivered) return;
    this.#quiet.delete(number);
    this.#unacknowledged = this.#unacknowledged.filter((entry) => entry.number !== number);
  }

  /** Drops what the replica has acted on: every message up to this number. */
  acknowledge(number: number): void {
    const first = this.#unacknowledged[0];
    if (first === undefined || first.number > number) return;
    this.#unacknowledged = this.#unacknowledged.filter((entry) => entry.number > number);
    for (const quiet of this.#quiet) if (quiet <= number) this.#quiet.delete(quiet);
    for (const [operationId, told] of this.#unheard) if (told <= number) this.#unheard.delete(operationId);
  }

  /** Waits with a poll; ends the one before it. What was not acknowledged comes again at once. */
  wait(poll: WaitingPoll): void {
    const older = this.#poll;
    this.#poll = poll;
    older?.refuse('poll-replaced');
    if (this.#closed !== undefined) this.refusePoll(this.#closed);
    else if (this.#isLoud) this.#flush();
  }

  /** Forgets a poll whose client is gone; false: another one waits by now, or none. */
  leave(poll: WaitingPoll): boolean {
    if (this.#poll !== poll) return false;
    this.#poll = undefined;
    return true;
  }

  /** Answers a waiting poll now, with whatever there is. */
  answerPoll(): void {
    this.#flush();
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
    this.#quiet.clear();
    this.#unheard.clear();
    this.refusePoll(code);
    for (const listener of [...this.#onClose]) listener();
    this.#onClose.clear();
  }

  /** Calls once when the session closes. Returns what ends the subscription. */
  onClose(listener: () => void): () => void {
    this.#onClose.add(listener);
    return () => this.#onClose.delete(listener);
  }

  #queue(message: RunnerMessage): number {
    this.#lastNumber += 1;
    this.#unacknowledged.push({ number: this.#lastNumber, message });
    return this.#lastNumber;
  }

  get #isLoud(): boolean {
    return this.#unacknowledged.length > this.#quiet.size;
  }

  #flushSoon(): void {
    if (this.#poll === undefined || this.#flushing || !this.#isLoud) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      if (this.#isLoud) this.#flush();
    });
  }

  #flush(): void {
    const poll = this.#poll;
    if (poll === undefined) return;
    this.#poll = undefined;
    const messages = this.#unacknowledged.slice(0, RUNNER_LIMITS.listEntries);
    this.#delivered = Math.max(this.#delivered, messages.at(-1)?.number ?? 0);
    this.#quiet.clear();
    poll.answer(messages);
  }
}
