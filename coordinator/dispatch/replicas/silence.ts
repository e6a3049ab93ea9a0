import type { Clock } from '../ports.ts';

/** A gap in the coordinator's own tick above this, in ms, means that it did not run: a laptop slept, a process was stopped. */
const LONGEST_GAP = 5000;

/**
 * Counts how long a replica was silent, while the coordinator itself ran: its start, and every gap in its own tick, give
 * everybody a fresh grace, and so does whoever changes how long one may be silent. All values are ms of the monotonic clock.
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

  /** Says that the coordinator runs. Called at least every second; returns the time. */
  observe(): number {
    const now = this.#clock.monotonic();
    if (now - this.#observed > LONGEST_GAP) this.#graceFrom = now;
    this.#observed = now;
    return now;
  }

  /** Gives everybody a fresh grace. */
  begin(): void {
    this.#graceFrom = this.observe();
  }

  /** Milliseconds of silence since a sign of life; undefined: none since the coordinator started. */
  since(lastSign: number | undefined): number {
    const now = this.observe();
    return now - Math.max(lastSign ?? this.#graceFrom, this.#graceFrom);
  }
}
