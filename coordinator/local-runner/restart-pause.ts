const FIRST = 500;
const LONGEST = 30_000;
/** A process that lived this long, in ms, was fine: the next pause is the first one again. */
const HEALTHY = 60_000;

/** How long to wait before a process that died is started again: doubling, so that one that cannot start costs little. */
export class RestartPause {
  #next = FIRST;

  /** @param lived ms @returns ms */
  after(lived: number): number {
    if (lived >= HEALTHY) this.#next = FIRST;
    const pause = this.#next;
    this.#next = Math.min(LONGEST, this.#next * 2);
    return pause;
  }
}
