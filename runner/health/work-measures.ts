import type { OperationId } from '../../protocol/ids.ts';
import { COUNTS, Histogram, SECONDS } from '../../support/metrics/histogram.ts';
import { RecentMost } from '../../support/metrics/recent-most.ts';

export interface MeasuringClock {
  /** Epoch ms. */
  readonly now: () => number;
  /** Ms of a clock that only goes forward. */
  readonly monotonic: () => number;
}

/** How long operations wait here before they start, and their ends until the coordinator has them, since this process started. */
export class WorkMeasures {
  readonly #clock: MeasuringClock;
  readonly #queueWait = new Histogram(SECONDS);
  readonly #batchSize = new Histogram(COUNTS);
  readonly #mostDelay: RecentMost;
  /** When each of them ended, monotonic. */
  readonly #untold = new Map<OperationId, number>();

  constructor(clock: MeasuringClock) {
    this.#clock = clock;
    this.#mostDelay = new RecentMost(clock.monotonic);
  }

  /** An operation was offered. Returns what is to be called when it may start. */
  offered(): () => void {
    const since = this.#clock.monotonic();
    return () => this.#queueWait.observe((this.#clock.monotonic() - since) / 1000);
  }

  /** An operation ended at that time, epoch ms, perhaps while no runner was there. */
  ended(operationId: OperationId, endedAt: number): void {
    const { now, monotonic } = this.#clock;
    this.#untold.set(operationId, monotonic() - Math.max(0, now() - endedAt));
  }

  /** For how long its end has waited to be told, ms. */
  waited(operationId: OperationId): number {
    const since = this.#untold.get(operationId);
    return since === undefined ? 0 : this.#clock.monotonic() - since;
  }

  /** A request told so many ends. */
  batch(ends: number): void {
    this.#batchSize.observe(ends);
  }

  /** The coordinator has its end, or wants none of it. */
  told(operationId: OperationId): void {
    this.#mostDelay.observe(this.waited(operationId));
    this.#untold.delete(operationId);
  }

  /** What waited is lost with its keeper. */
  clear(): void {
    this.#untold.clear();
  }

  /** The longest that an end waits now, or has waited of those told in the last one to two minutes. */
  get maxDeliveryDelaySeconds(): number {
    let most = this.#mostDelay.value;
    for (const operationId of this.#untold.keys()) most = Math.max(most, this.waited(operationId));
    return most / 1000;
  }

  /** The histograms in the text format of Prometheus. */
  histograms(): string[] {
    return [
      this.#queueWait.text('runner_operations_queue_wait_time', 'Seconds from an offer until it may start.'),
      this.#batchSize.text('runner_reporter_batch_size', 'Ends of operations told in a request.'),
    ];
  }
}
