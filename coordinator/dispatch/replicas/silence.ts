import type { Clock } from '../ports.ts';

/**
 * Maximum gap in the coordinator's own tick, ms. A longer gap means that the process was suspended, for example because
 * a laptop slept.
 */
const LONGEST_GAP = 5000;

/**
 * Measures how long a replica has been silent while the coordinator was running. The measurement restarts for all
 * replicas when the coordinator starts, after a gap in its own tick, and when a setting for the allowed silence
 * changes. All times are ms of the monotonic clock.
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
   * Returns how long the replica has been silent, in ms. `lastSign` is the time of its last sign of life; undefined if
   * there was none since the coordinator started.
   */
  since(lastSign: number | undefined): number {
    const now = this.observe();
    return now - Math.max(lastSign ?? this.#graceFrom, this.#graceFrom);
  }
}
