import { COUNTS, Histogram, SECONDS } from '../../support/metrics/histogram.ts';
import { RecentMost } from '../../support/metrics/recent-most.ts';
import type { Clock } from '../dispatch/ports.ts';

/**
 * Counts and measures the reported ends of operations since the coordinator's start. The latency of an end is the time
 * from the end on the replica until the coordinator has stored it durably.
 */
export class ReportMeasures {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #latency = new Histogram(SECONDS);
  readonly #mostLatency: RecentMost;
  readonly #processing = new Histogram(SECONDS);
  readonly #sizes = new Histogram(COUNTS);
  #timeouts = 0;
  #notStarted = 0;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
    this.#mostLatency = new RecentMost(() => clock.monotonic());
  }

  /**
   * Counts a request with `size` ends. The caller must call the returned function when the request has been answered.
   */
  batch(size: number): () => void {
    const since = this.#clock.monotonic();
    this.#sizes.observe(size);
    return () => this.#processing.observe((this.#clock.monotonic() - since) / 1000);
  }

  /**
   * Counts an end that became durable. `waited`: ms that it waited at the replica; `since`: arrival of its request in
   * monotonic ms.
   */
  accepted(waited: number, since: number): void {
    const seconds = (waited + this.#clock.monotonic() - since) / 1000;
    this.#latency.observe(seconds);
    this.#mostLatency.observe(seconds);
  }

  /** Counts operations that were abandoned because their replica was unresponsive for too long. */
  abandoned(operations: number): void {
    this.#timeouts += operations;
  }

  /** Counts an operation that a replica reported as not started. */
  countNotStarted(): void {
    this.#notStarted += 1;
  }

  get notStarted(): number {
    return this.#notStarted;
  }

  get timeouts(): number {
    return this.#timeouts;
  }

  get mostLatency(): number {
    return this.#mostLatency.value;
  }

  /** Returns the histograms in the text format of Prometheus. */
  histograms(): string[] {
    return [
      this.#latency.text(
        'runner_server_report_end_to_end_latency',
        'Seconds from the end of an operation on its runner until the end is durable here, without the transfer of the request.',
      ),
      this.#processing.text(
        'runner_report_batch_processing_time',
        'Seconds from a request with ends of operations to its answer.',
      ),
      this.#sizes.text('runner_report_batch_size', 'Ends of operations in a request.'),
    ];
  }
}
