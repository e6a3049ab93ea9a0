import type { Delivery } from '../../protocol/entities/delivery.ts';
import type { Settings } from '../../protocol/entities/settings.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { ExecutionsClock, ExecutionsLog } from '../executions/needs.ts';
import type { Journal, StoredDelivery } from '../store/journal/journal.ts';
import type { AttemptOutcome } from './attempt.ts';
import { DeliveryData } from './delivery-data.ts';
import { deliveryTarget, deliveryView } from './delivery-views.ts';
import type { DurationTrigger } from './duration-trigger.ts';
import { retryDelay } from './retry-policy.ts';

/** Maximum number of concurrent deliveries. */
const MOST_AT_ONCE = 8;

/** Maximum number of open deliveries that one check reads. */
const MOST_LOOKED_AT = 200;

/** Delay before a delivery is handled again after an error, such as a result that could not be stored, in ms. */
const TRY_AGAIN = 1000;

/** Maximum time of one timer, in ms. Due times are wall-clock times, and the wall clock may jump. */
const LONGEST_WAIT = 30_000;

export type DeliveriesJournal = Pick<
  Journal,
  'deliveries' | 'openDeliveries' | 'keepDelivery' | 'onDeliveries'
>;

export interface DeliveriesParts {
  readonly journal: DeliveriesJournal;
  readonly attempt: (id: string, data: DeliveryData) => Promise<AttemptOutcome>;
  /** Called once a delivery has finally failed and this is durable. `at`: time of the last attempt, epoch ms. */
  readonly onFailed: (execution: ExecutionId, at: number) => void;
  /** Decides when an `onavgduration` delivery is sent. */
  readonly durationTrigger: DurationTrigger;
  readonly settings: () => Settings;
  readonly clock: ExecutionsClock;
  readonly log: ExecutionsLog;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
}

/**
 * Sends the open deliveries of the journal, and records the results. Delivery is at least once: after a crash during an
 * attempt, the next start repeats the attempt with the same id.
 */
export class Deliveries {
  readonly #parts: DeliveriesParts;
  readonly #inProgress = new Map<string, Promise<void>>();
  #stopTimer: () => void = () => undefined;
  readonly #unsubscribe: () => void;
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #open = false;
  #started = false;
  #closed = false;

  constructor(parts: DeliveriesParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.journal.onDeliveries(() => this.#look());
  }

  start(): void {
    this.#started = true;
    this.#look();
  }

  /** Whether deliveries are still open. */
  isBusy(): boolean {
    return this.#open || this.#inProgress.size > 0;
  }

  async ofExecution(id: ExecutionId): Promise<Delivery[]> {
    return (await this.#parts.journal.deliveries(id)).map(deliveryView);
  }

  /** Waits for attempts in progress. Other deliveries continue at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    this.#stopTimer();
    await this.#looking;
    await Promise.allSettled(this.#inProgress.values());
  }

  #look(): void {
    if (this.#closed || !this.#started) return;
    this.#lookAgain = true;
    this.#looking ??= this.#lookAll()
      .catch((error: unknown) =>
        this.#parts.log.error({ problem: problemOf(error) }, 'notifications could not be read'),
      )
      .finally(() => {
        this.#looking = undefined;
      });
  }

  async #lookAll(): Promise<void> {
    while (this.#lookAgain && !this.#closed) {
      this.#lookAgain = false;
      this.#start(await this.#parts.journal.openDeliveries(MOST_LOOKED_AT));
    }
  }

  #start(open: readonly StoredDelivery[]): void {
    const now = this.#parts.clock.epoch();
    this.#open = open.length > 0;
    const waiting = open.filter(({ id }) => !this.#inProgress.has(id));
    for (const delivery of waiting) {
      if ((delivery.due ?? 0) > now || this.#inProgress.size >= MOST_AT_ONCE) break;
      const done = this.#deliver(delivery).finally(() => {
        this.#inProgress.delete(delivery.id);
        this.#look();
      });
      this.#inProgress.set(delivery.id, done);
    }
    const next = waiting.find(({ due = 0 }) => due > now)?.due;
    this.#stopTimer();
    if (next === undefined) return;
    this.#stopTimer = this.#parts.clock.after(Math.min(next - now, LONGEST_WAIT), () => this.#look());
  }

  async #deliver(delivery: StoredDelivery): Promise<void> {
    try {
      const data = DeliveryData.parse(delivery.data);
      const decision = await this.#parts.durationTrigger.decide(data, this.#parts.clock.epoch());
      if (decision.kind === 'wait') await this.#keep(delivery, decision.data, decision.until);
      else if (decision.kind === 'not-needed') await this.#keep(delivery, { ...data, state: 'not-needed' });
      else await this.#try(delivery, decision.data);
    } catch (error) {
      this.#parts.log.error(
        { delivery: delivery.id, problem: problemOf(error) },
        'a notification could not be handled and is tried again',
      );
      await new Promise<void>((resolve) => void this.#parts.clock.after(TRY_AGAIN, resolve));
    }
  }

  async #try(delivery: StoredDelivery, data: DeliveryData): Promise<void> {
    const { clock, log, settings, random } = this.#parts;
    const outcome = await this.#parts.attempt(delivery.id, data);
    const time = clock.epoch();
    const fields = { execution: delivery.executionId, delivery: delivery.id, to: deliveryTarget(data) };
    if (outcome.kind === 'delivered') {
      log.info(fields, 'a notification was delivered');
      await this.#keep(delivery, { ...data, state: 'delivered', attempts: [...data.attempts, { time }] });
      return;
    }
    const { problem, final } = outcome;
    const attempts = [...data.attempts, { time, problem }];
    const delay = final ? undefined : retryDelay(settings().notifications, attempts.length, random());
    if (delay === undefined) {
      log.error({ ...fields, problem, attempts: attempts.length }, 'a notification was not delivered');
      await this.#keep(delivery, { ...data, state: 'failed', attempts });
      this.#parts.onFailed(delivery.executionId, time);
    } else {
      log.warn({ ...fields, problem, againInMs: Math.round(delay) }, 'a notification is tried again');
      await this.#keep(delivery, { ...data, attempts }, time + delay);
    }
  }

  #keep({ id, executionId }: StoredDelivery, data: DeliveryData, due?: number): Promise<void> {
    return this.#parts.journal.keepDelivery({ id, executionId, data, ...(due === undefined ? {} : { due }) });
  }
}
