/** Maximum number of events that are remembered. */
const MOST = 1000;

/** Limits reports of repeated events, so that the reports do not fill the audit. */
export class ReportThrottle {
  readonly #every: number;
  readonly #reportedAt = new Map<string, number>();

  /** `every`: minimum ms between two reports of the same event. */
  constructor(every: number) {
    this.#every = every;
  }

  /** Returns whether to report the event at time `now` (ms). If so, records it as reported. */
  allow(what: string, now: number): boolean {
    const last = this.#reportedAt.get(what);
    if (last !== undefined && now - last < this.#every) return false;
    this.#reportedAt.delete(what);
    const [oldest] = this.#reportedAt.keys();
    if (oldest !== undefined && this.#reportedAt.size >= MOST) this.#reportedAt.delete(oldest);
    this.#reportedAt.set(what, now);
    return true;
  }
}
