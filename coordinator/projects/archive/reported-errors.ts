import { excerpt } from '../../../support/text/excerpt.ts';

/** Maximum number of errors in each list of a report, and maximum length of an error in characters. */
const MOST_ERRORS = 200;
const LONGEST_ERROR = 500;

/** Collects the errors of a report: at most {@link MOST_ERRORS}, each truncated to {@link LONGEST_ERROR} characters. */
export class ReportedErrors {
  readonly #shown: string[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(error: string): void {
    this.#count += 1;
    if (this.#shown.length < MOST_ERRORS) this.#shown.push(excerpt(error, LONGEST_ERROR));
  }

  /** Returns the errors so far. The last one counts those that are left out. */
  list(): string[] {
    const more = this.#count - this.#shown.length;
    return more === 0 ? [...this.#shown] : [...this.#shown, `And ${more} more errors.`];
  }
}
