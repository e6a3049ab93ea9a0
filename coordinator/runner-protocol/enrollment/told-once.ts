const MOST = 1000;

/** Limits reports of repeated events, so that they do not fill the audit. Remembers a bounded number. */
export class ToldOnce {
  readonly #every: number;
  readonly #told = new Map<string, number>();

  /** `every`: ms until the same event is reported again. */
  constructor(every: number) {
    this.#every = every;
  }

  /** Returns whether to report the event at `now`, in ms, and then records it as reported. */
  take(what: string, now: number): boolean {
    const last = this.#told.get(what);
    if (last !== undefined && now - last < this.#every) return false;
    this.#told.delete(what);
    const [oldest] = this.#told.keys();
    if (oldest !== undefined && this.#told.size >= MOST) this.#told.delete(oldest);
    this.#told.set(what, now);
    return true;
  }
}
