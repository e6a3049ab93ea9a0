const MOST = 1000;

/** What is tried again and again is told once in a while, so that it does not fill the audit. Holds a bounded number. */
export class ToldOnce {
  readonly #every: number;
  readonly #told = new Map<string, number>();

  /** `every`: ms until the same is told again. */
  constructor(every: number) {
    this.#every = every;
  }

  /** Whether it is to be told at `now`, in ms; then it counts as told. */
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
