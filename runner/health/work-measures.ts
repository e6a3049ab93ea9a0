import type { OperationId } from '../../protocol/ids.ts';
import { COUNTS, Histogram, SECONDS } from '../../support/metrics/histogram.ts';
import { RecentMost } from '../../support/metrics/recent-most.ts';

export interface MeasuringClock {
  /** Returns epoch ms. */
  readonly now: () => number;
  /** Returns monotonic ms. */
  readonly monotonic: () => number;
}

/**
 * Measures two waits since this process started: of operations until they start, and of results until the coordinator
 * has accepted them.
 */
export class WorkMeasures {
  readonly #clock: MeasuringClock;
  readonly #queueWait = new Histogram(SECONDS);
  readonly #batchSize = new Histogram(COUNTS);
  readonly #mostDelay: RecentMost;
  /** Monotonic time of the end of each operation whose result is undelivered. */
  readonly #undelivered = new Map<OperationId, number>();

  constructor(clock: MeasuringClock) {
    this.#clock = clock;
    this.#mostDelay = new RecentMost(clock.monotonic);
  }

  /** Records an offer. The caller invokes the returned function when the operation can start. */
  offered(): () => void {
    const since = this.#clock.monotonic();
    return () => this.#queueWait.observe((this.#clock.monotonic() - since) / 1000);
  }

  /** Records an end at `endedAt` (epoch ms), which may be earlier than the start of this runner. */
  ended(operationId: OperationId, endedAt: number): void {
    const { now, monotonic } = this.#clock;
    this.#undelivered.set(operationId, monotonic() - Math.max(0, now() - endedAt));
  }

  /** Returns how long the operation's result has waited, in ms. */
  waited(operationId: OperationId): number {
    const since = this.#undelivered.get(operationId);
    return since === undefined ? 0 : this.#clock.monotonic() - since;
  }

  /** Records the number of results in one request. */
  batch(ends: number): void {
    this.#batchSize.observe(ends);
  }

  /** Records that the coordinator accepted or discarded the result. */
  delivered(operationId: OperationId): void {
    this.#mostDelay.observe(this.waited(operationId));
    this.#undelivered.delete(operationId);
  }

  /** Drops all undelivered results, which are lost with their keeper. */
  clear(): void {
    this.#undelivered.clear();
  }

  /** The longest wait of a result, in seconds. Includes results that were delivered in the last one to two minutes. */
  get maxDeliveryDelaySeconds(): number {
    let most = this.#mostDelay.value;
    for (const operationId of this.#undelivered.keys()) most = Math.max(most, this.waited(operationId));
    return most / 1000;
  }

  /** Returns the histograms in Prometheus' text format. */
  histograms(): string[] {
    return [
      this.#queueWait.text(
        'runner_operations_queue_wait_time',
        'Seconds from the offer of an operation until the operation may start.',
      ),
      this.#batchSize.text('runner_reporter_batch_size', 'Number of results in one request.'),
    ];
  }
}
