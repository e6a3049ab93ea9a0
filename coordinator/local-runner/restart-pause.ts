/** Shortest and longest pause, in ms. */
const FIRST = 500;
const LONGEST = 30_000;
/** Lifetime in ms after which a process counts as healthy, so that the pause is reset to its minimum. */
const HEALTHY = 60_000;

/**
 * The backoff before a process that exited is restarted. Doubles each time, so that a process that cannot start costs
 * little.
 */
export class RestartPause {
  #next = FIRST;

  /** Returns the next pause in ms, after a process that ran for `lived` ms. */
  after(lived: number): number {
    if (lived >= HEALTHY) this.#next = FIRST;
    const pause = this.#next;
    this.#next = Math.min(LONGEST, this.#next * 2);
    return pause;
  }
}
