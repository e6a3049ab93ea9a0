/** A window is long enough for a scraper that reads once a minute. */
const WINDOW_MILLISECONDS = 60_000;

/** The largest value of the last one to two minutes, at least 0. */
export class RecentMost {
  readonly #monotonic: () => number;
  #turnedAt: number;
  #current = 0;
  #previous = 0;

  /** `monotonic`: ms of a clock that never goes back. */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
    this.#turnedAt = monotonic();
  }

  observe(value: number): void {
    this.#turn();
    this.#current = Math.max(this.#current, value);
  }

  get value(): number {
    this.#turn();
    return Math.max(this.#current, this.#previous);
  }

  #turn(): void {
    const windows = Math.floor((this.#monotonic() - this.#turnedAt) / WINDOW_MILLISECONDS);
    if (windows === 0) return;
    this.#previous = windows === 1 ? this.#current : 0;
    this.#current = 0;
    this.#turnedAt += windows * WINDOW_MILLISECONDS;
  }
}
