import type { ErrorCode } from '../../../protocol/errors/catalogue.ts';
import type { OperationId, SessionId } from '../../../protocol/ids.ts';
import { RUNNER_LIMITS } from '../../../protocol/runner/headers.ts';
import type { NumberedMessage, RunnerMessage } from '../../../protocol/runner/poll.ts';
import type { Claimant } from '../../executions/ports.ts';

/** Maximum number of unacknowledged messages: twice the operations that one replica may run. */
const MOST_UNACKNOWLEDGED = 2 * RUNNER_LIMITS.runningOperations;

/** A poll that is waiting for its answer. The session calls exactly one of the two methods, once. */
export interface WaitingPoll {
  answer(messages: readonly NumberedMessage[]): void;
  refuse(code: ErrorCode): void;
}

/**
 * A session of a replica instance: the replica's poll, and the messages for the replica. Messages are numbered from 1
 * and retained until the replica acknowledges them. Messages that are pushed in the same tick are sent in one answer. A
 * quiet message does not wake the poll: it is sent with the next message that does, or after {@link releaseQuiet}.
 */
export class ReplicaSession {
  readonly id: SessionId;
  readonly claimant: Claimant;
  #unacknowledged: NumberedMessage[] = [];
  /** Numbers of the undelivered messages that do not wake the poll. */
  readonly #quiet = new Set<number>();
  /**
   * Operations that were granted without a claim and not confirmed by the replica yet, with the number of the `granted`
   * message.
   */
  readonly #unconfirmed = new Map<OperationId, number>();
  readonly #heldBack: number[] = [];
  #holds = 0;
  #lastNumber = 0;
  #releasedUpTo = 0;
  #delivered = 0;
  #poll: WaitingPoll | undefined;
  #flushing = false;
  #closed: ErrorCode | undefined;
  readonly #onClose = new Set<() => void>();

  constructor(id: SessionId, claimant: Claimant) {
    this.id = id;
    this.claimant = claimant;
  }

  /** Why the session was closed; undefined while it is open. */
  get closed(): ErrorCode | undefined {
    return this.#closed;
  }

  get polling(): boolean {
    return this.#poll !== undefined;
  }

  /**
   * Whether a `cancel` message, or a `granted` message that is not quiet, is pending. These messages are delivered even
   * while runners are switched off.
   */
  get hasGrantMessages(): boolean {
    return this.#unacknowledged.some(
      ({ message: { type }, number }) =>
        type === 'cancel' || (type === 'granted' && !this.#quiet.has(number)),
    );
  }

  /**
   * Queues a message and wakes the poll; an offer does not wake the poll while offers are held back. Returns the
   * message number.
   */
  push(message: RunnerMessage): number {
    const number = this.#queue(message);
    if (message.type === 'assign' && this.#holds > 0) {
      this.#quiet.add(number);
      this.#heldBack.push(number);
    } else this.#flushSoon();
    return number;
  }

  /**
   * Holds back offers while the coordinator prepares a response that may grant the operations directly. Returns a
   * function that releases the remaining offers; call it once the response is decided.
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

  /** Returns whether the message has not been delivered yet. */
  isUndelivered(number: number): boolean {
    return number > this.#delivered;
  }

  /**
   * Queues a `granted` message for an operation that the replica did not claim. Dropped if the replica confirms the
   * grant first. Pass `quietly` if a response that is being sent contains the grant as well.
   */
  announceGrant(operationId: OperationId, how: 'quietly' | 'at-once'): void {
    if (this.#unconfirmed.has(operationId)) return;
    const number = this.#queue({ type: 'granted', operationId });
    this.#unconfirmed.set(operationId, number);
    if (how === 'quietly') this.#quiet.add(number);
    else this.#flushSoon();
  }

  /** Records that the replica has received the grant. */
  confirmGrant(operationId: OperationId): void {
    const number = this.#unconfirmed.get(operationId);
    if (number === undefined) return;
    this.#unconfirmed.delete(operationId);
    this.recall(number);
  }

  /** Operations granted without a claim that the replica has not confirmed. */
  get unconfirmedGrants(): OperationId[] {
    return [...this.#unconfirmed.keys()];
  }

  /** Lets the messages that were already quiet at the previous call wake the poll. */
  releaseQuiet(): void {
    for (const number of this.#quiet) if (number <= this.#releasedUpTo) this.#quiet.delete(number);
    this.#releasedUpTo = this.#lastNumber;
    this.#flushSoon();
  }

  /** Whether so many messages are unacknowledged that the replica must open a new session. */
  get isOverfull(): boolean {
    return this.#unacknowledged.length > MOST_UNACKNOWLEDGED;
  }

  /** Removes a message unless an answer has already delivered it. */
  recall(number: number): void {
    if (number > this.#delivered) this.drop(number);
  }

  /** Removes a message that is no longer needed, whether or not it was delivered. */
  drop(number: number): void {
    this.#quiet.delete(number);
    this.#unacknowledged = this.#unacknowledged.filter((entry) => entry.number !== number);
  }

  /** Drops all messages up to this number, because the replica has acted on them. */
  acknowledge(number: number): void {
    const first = this.#unacknowledged[0];
    if (first === undefined || first.number > number) return;
    this.#unacknowledged = this.#unacknowledged.filter((entry) => entry.number > number);
    for (const quiet of this.#quiet) if (quiet <= number) this.#quiet.delete(quiet);
    for (const [operationId, granted] of this.#unconfirmed)
      if (granted <= number) this.#unconfirmed.delete(operationId);
  }

  /** Makes a poll wait for messages, and ends the previous poll. Unacknowledged messages are sent again at once. */
  wait(poll: WaitingPoll): void {
    const older = this.#poll;
    this.#poll = poll;
    older?.refuse('poll-replaced');
    if (this.#closed !== undefined) this.refusePoll(this.#closed);
    else if (this.#mustWake) this.#flush();
  }

  /** Removes a poll that its client aborted. Returns false if another poll has replaced it. */
  leave(poll: WaitingPoll): boolean {
    if (this.#poll !== poll) return false;
    this.#poll = undefined;
    return true;
  }

  /** Answers the waiting poll now with all pending messages. */
  answerPoll(): void {
    this.#flush();
  }

  /** Ends the waiting poll with an error. */
  refusePoll(code: ErrorCode): void {
    const poll = this.#poll;
    this.#poll = undefined;
    poll?.refuse(code);
  }

  /** Closes the session, ends its poll and drops its messages. */
  close(code: ErrorCode): void {
    if (this.#closed !== undefined) return;
    this.#closed = code;
    this.#unacknowledged = [];
    this.#quiet.clear();
    this.#unconfirmed.clear();
    this.refusePoll(code);
    for (const listener of [...this.#onClose]) listener();
    this.#onClose.clear();
  }

  /** Calls `listener` once when the session closes. Returns a function that unsubscribes. */
  onClose(listener: () => void): () => void {
    this.#onClose.add(listener);
    return () => this.#onClose.delete(listener);
  }

  #queue(message: RunnerMessage): number {
    this.#lastNumber += 1;
    this.#unacknowledged.push({ number: this.#lastNumber, message });
    return this.#lastNumber;
  }

  get #mustWake(): boolean {
    return this.#unacknowledged.length > this.#quiet.size;
  }

  #flushSoon(): void {
    if (this.#poll === undefined || this.#flushing || !this.#mustWake) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      if (this.#mustWake) this.#flush();
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
