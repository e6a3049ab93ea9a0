import type { Clock } from '../ports.ts';

/**
 * Maximum gap in the coordinator's own tick, ms. A longer gap means that the process was suspended, for example because
 * a laptop slept.
 */
const LONGEST_GAP = 5000;

/**
 * Measures the time since the last sign of life of a replica, while the coordinator was running. The measurement
 * restarts for all replicas when the coordinator starts, after a gap in its own tick, and when a setting for the
 * allowed silence changes. All times are ms of the monotonic clock.
 */
export class Silence {
  readonly #clock: Clock;
  #observed: number;
  #graceFrom: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#observed = clock.monotonic();
    this.#graceFrom = this.#observed;
  }

  /** Records that the coordinator is running and returns the current time. Must be called at least every second. */
  observe(): number {
    const now = this.#clock.monotonic();
    if (now - this.#observed > LONGEST_GAP) this.#graceFrom = now;
    this.#observed = now;
    return now;
  }

  /** Restarts the measurement for all replicas. */
  restart(): void {
    this.#graceFrom = this.observe();
  }

  /**
   * Returns the time since the replica's last sign of life, in ms. `lastSign` is the time of that sign; undefined if
   * there was none since the coordinator started.
   */
  since(lastSign: number | undefined): number {
    const now = this.observe();
    return now - Math.max(lastSign ?? this.#graceFrom, this.#graceFrom);
  }
}
