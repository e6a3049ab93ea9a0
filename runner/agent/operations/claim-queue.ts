import type { OperationId } from '../../../protocol/ids.ts';
import type { ClaimAnswer, GrantedOperation } from '../../../protocol/runner/claims.ts';
import type { Assign } from '../../../protocol/runner/poll.ts';
import type { HeldOperation } from '../../../protocol/runner/sync.ts';
import type { WorkMeasures } from '../../health/work-measures.ts';
import type { KeeperClient } from '../../keeper-client/keeper-client.ts';
import { FIRST_TERMINAL } from '../../link/command.ts';
import type { PrepareAnswer } from '../../link/messages.ts';
import { CallAborted, LinkDown } from '../../transport/link-down.ts';
import { persistently } from '../../transport/persistent-call.ts';
import type { SessionCalls } from '../session/session-calls.ts';

/** A gate that the keeper prepares during the claim. If undefined, the gate is prepared after the grant. */
export type Preparation = Promise<PrepareAnswer> | undefined;

export interface ClaimQueueOptions {
  readonly keeper: Pick<KeeperClient, 'prepare' | 'abandon'>;
  /** Returns how many more operations may be granted now. */
  readonly room: () => number;
  readonly onGranted: (operationId: OperationId, operation: GrantedOperation, prepared: Preparation) => void;
  /** Called if an operation is granted after it was cancelled. The queue does not start it. */
  readonly onCancelled: (operationId: OperationId) => void;
  readonly measures: Pick<WorkMeasures, 'offered'>;
  readonly onFailure: (error: Error) => void;
}

type ClaimCalls = Pick<SessionCalls, 'backoff' | 'signal' | 'claims'>;

interface Offer {
  readonly operationId: OperationId;
  readonly pty: boolean;
  readonly secure: boolean;
  prepared: Preparation;
  /**
   * Whether the operation was claimed. A claimed operation counts as held, because the coordinator may have granted it.
   */
  asked: boolean;
  /** Whether the next claim includes the operation. */
  due: boolean;
  cancelled: boolean;
  /** Ends the measurement of the operation's waiting time. Absent if this runner received no offer of the operation. */
  readonly waited?: () => void;
}

/** Maximum number of concurrent claim requests. Further offers are collected for the next request. */
const CLAIMS_IN_FLIGHT = 4;
const LARGEST_CLAIM = 64;
/**
 * Maximum number of stored offers. A coordinator makes fewer offers to one replica. The queue ignores further offers.
 */
const MOST_OFFERS = 1000;

/**
 * Offers that wait for their claim. The queue claims as many as there is room for, while the keeper prepares the gates.
 *
 * An offer is *waiting* until it is included in a claim, then *asked*. The answer removes it. If the session closes
 * before the answer, the offer stays asked, and the next sync decides whether it is claimed again or dropped.
 * Operations that `adopt` and `expect` add are asked from the start.
 */
export class ClaimQueue {
  readonly #options: ClaimQueueOptions;
  readonly #offers = new Map<OperationId, Offer>();
  #calls: ClaimCalls | undefined;
  #inFlight = 0;
  #scheduled = false;
  #open = true;

  constructor(options: ClaimQueueOptions) {
    this.#options = options;
  }

  connect(calls: ClaimCalls): void {
    this.#calls = calls;
    this.#inFlight = 0;
    this.schedule();
  }

  /** Disconnects the session. Claims without an answer remain until the next sync settles them. */
  disconnect(): void {
    this.#calls = undefined;
  }

  offer({ operationId, pty, secure }: Assign): void {
    if (!this.#open || this.#offers.has(operationId) || this.#offers.size >= MOST_OFFERS) return;
    this.#offers.set(operationId, {
      operationId,
      pty,
      secure,
      prepared: undefined,
      asked: false,
      due: true,
      cancelled: false,
      waited: this.#options.measures.offered(),
    });
    this.schedule();
  }

  /**
   * Adds an operation whose gate an earlier runner prepared. This runner does not know whether the operation was
   * granted.
   */
  adopt(operationId: OperationId, answer: PrepareAnswer): void {
    const prepared = Promise.resolve(answer);
    this.#offers.set(operationId, {
      operationId,
      pty: false,
      secure: false,
      prepared,
      asked: true,
      due: false,
      cancelled: false,
    });
  }

  /** Claims an operation that was granted without a claim, even if there is no room for it. */
  expect(operationId: OperationId): void {
    const offer = this.#offers.get(operationId);
    if (offer?.asked === true) return;
    this.#offers.set(operationId, {
      ...(offer ?? { operationId, pty: false, secure: true, prepared: undefined, cancelled: false }),
      asked: true,
      due: true,
    });
    this.schedule();
  }

  has(operationId: OperationId): boolean {
    return this.#offers.has(operationId);
  }

  /** Ensures that the operation is not started. */
  cancel(operationId: OperationId): void {
    const offer = this.#offers.get(operationId);
    if (offer === undefined) return;
    if (offer.asked) offer.cancelled = true;
    else this.drop(operationId);
  }

  /** Removes the operation and abandons its gate. */
  drop(operationId: OperationId): void {
    const offer = this.#offers.get(operationId);
    this.#offers.delete(operationId);
    if (offer !== undefined) this.#abandon(offer);
  }

  /** Claims an asked operation again, after a sync decided that this replica keeps it. */
  claimAgain(operationId: OperationId): void {
    const offer = this.#offers.get(operationId);
    if (offer === undefined) return;
    offer.due = true;
    this.schedule();
  }

  /** Accepts no more offers, and drops unclaimed offers. */
  close(): void {
    this.#open = false;
    for (const { operationId, asked } of [...this.#offers.values()]) if (!asked) this.drop(operationId);
  }

  /** Number of offers that are unclaimed for lack of room. */
  get waiting(): number {
    return this.#offers.size - this.asked;
  }

  /** Number of claims that the coordinator may have granted. */
  get asked(): number {
    let count = 0;
    for (const offer of this.#offers.values()) if (offer.asked) count += 1;
    return count;
  }

  /** Returns the entries of the claimed operations for a sync request: a lost answer may have granted them. */
  forSync(): HeldOperation[] {
    return [...this.#offers.values()]
      .filter((offer) => offer.asked)
      .map(({ operationId }) => ({ operationId, state: 'prepared', offset: 0 }));
  }

  /**
   * Schedules a claim for all offers that arrive in this turn of the event loop. Call it when room may have become
   * free.
   */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    const calls = this.#calls;
    while (calls !== undefined && this.#inFlight < CLAIMS_IN_FLIGHT) {
      const batch = this.#nextBatch();
      if (batch.length === 0) return;
      this.#inFlight += 1;
      this.#claim(calls, batch)
        .catch((error: unknown) => {
          if (!(error instanceof CallAborted) && error instanceof Error) this.#options.onFailure(error);
        })
        .finally(() => {
          if (this.#calls !== calls) return;
          this.#inFlight -= 1;
          this.schedule();
        });
    }
  }

  #nextBatch(): Offer[] {
    let room = this.#options.room();
    const batch: Offer[] = [];
    for (const offer of this.#offers.values()) {
      if (batch.length >= LARGEST_CLAIM) break;
      if (!offer.due) continue;
      if (!offer.asked && room-- <= 0) continue;
      batch.push(offer);
    }
    for (const offer of batch) {
      offer.asked = true;
      offer.due = false;
      if (!offer.secure) offer.prepared ??= this.#prepare(offer);
    }
    return batch;
  }

  #prepare({ operationId, pty }: Offer): Preparation {
    const prepared = this.#options.keeper.prepare(operationId, pty ? FIRST_TERMINAL : false);
    // Prevents an unhandled rejection. The grant handles the error.
    prepared.catch(() => undefined);
    return prepared;
  }

  async #claim(calls: ClaimCalls, batch: readonly Offer[]): Promise<void> {
    const operations = batch.map((offer) => offer.operationId);
    const claims = await persistently(
      async () => {
        const answer = await calls.claims({ operations });
        const told = new Map(answer.claims.map((claim) => [claim.operationId, claim]));
        if (operations.some((id) => !told.has(id)))
          throw new LinkDown('its answer does not contain every claim');
        return told;
      },
      { backoff: calls.backoff, signal: calls.signal, onFailure: this.#options.onFailure },
    );
    for (const offer of batch) {
      const claim = claims.get(offer.operationId);
      if (claim !== undefined && this.#offers.get(offer.operationId) === offer) this.#settle(offer, claim);
    }
  }

  #settle(offer: Offer, claim: ClaimAnswer): void {
    this.#offers.delete(offer.operationId);
    if (claim.verdict === 'granted' && !offer.cancelled) {
      offer.waited?.();
      this.#options.onGranted(offer.operationId, claim.operation, offer.prepared);
      return;
    }
    this.#abandon(offer);
    if (claim.verdict === 'granted') this.#options.onCancelled(offer.operationId);
  }

  /** Does not wait for the keeper's answer: later requests for this operation concern its next gate. */
  #abandon({ operationId, prepared }: Offer): void {
    if (prepared !== undefined) this.#options.keeper.abandon(operationId).catch(() => undefined);
  }
}
