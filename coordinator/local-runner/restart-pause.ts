/** Shortest and longest pause, in ms. */
const FIRST = 500;
const LONGEST = 30_000;
/** A process that lived this long, in ms, was healthy: the pause starts again at its minimum. */
const HEALTHY = 60_000;

/** The backoff before a process that died is restarted. It doubles, so that a process that cannot start costs little. */
export class RestartPause {
  #next = FIRST;

  /** Returns the pause in ms after a process that lived for `lived` ms. */
  after(lived: number): number {
    if (lived >= HEALTHY) this.#next = FIRST;
    const pause = this.#next;
    this.#next = Math.min(LONGEST, this.#next * 2);
    return pause;
  }
}
