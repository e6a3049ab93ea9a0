/** Upper bounds of durations, in seconds: from a local answer to a link that was lost for minutes. */
export const SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 240, 480, 600] as const;
/** Upper bounds of the number of items in one request. */
export const COUNTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] as const;

/** Counts values by upper bounds. Its size depends on the bounds only. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #count = 0;
  #sum = 0;

  /** `bounds`: ascending. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.#count += 1;
    this.#sum += value;
    const at = this.#bounds.findIndex((bound) => value <= bound);
    if (at >= 0) this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  /** Returns the text format of Prometheus, in which each bound includes the counts of all lower bounds. */
  text(name: string, help: string): string {
    let below = 0;
    const buckets = this.#bounds.map((bound, at) => {
      below += this.#counts[at] ?? 0;
      return `${name}_bucket{le="${bound}"} ${below}\n`;
    });
    return [
      `# HELP ${name} ${help}\n# TYPE ${name} histogram\n`,
      ...buckets,
      `${name}_bucket{le="+Inf"} ${this.#count}\n`,
      `${name}_sum ${this.#sum}\n${name}_count ${this.#count}\n`,
    ].join('');
  }
}
