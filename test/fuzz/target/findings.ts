import type { Finding } from '../campaign.ts';

/** Collects findings: the first of each kind in full, and the number of others. */
export class Findings {
  readonly #first = new Map<string, Finding>();
  readonly #counts = new Map<string, number>();

  add(what: string, detail: string, trace?: readonly unknown[]): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
    if (!this.#first.has(what))
      this.#first.set(what, { what, detail, ...(trace === undefined ? {} : { trace }) });
  }

  list(): readonly Finding[] {
    return [...this.#first.values()].map((finding) => {
      const count = this.#counts.get(finding.what) ?? 1;
      return count === 1 ? finding : { ...finding, detail: `${finding.detail}\n(${count} times)` };
    });
  }
}
