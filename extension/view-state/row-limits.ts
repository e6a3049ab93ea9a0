/** Number of rows of a list until the user shows more, and the number that each request adds. */
export const ROWS_PER_PAGE = 500;
/** The same for the lists of the Overview. */
const OVERVIEW_ROWS = 100;
/** Maximum number of lists whose limits are kept. */
const MOST_LISTS = 1000;

/** The numbers of rows that lists show, until the window is reloaded. */
export class RowLimits {
  #limitOf = limitIn(new Map());
  #limits: ReadonlyMap<string, number> = new Map();

  /** Returns the number of rows that a list shows. Returns the same function until a limit changes. */
  get limitOf(): (list: string) => number {
    return this.#limitOf;
  }

  /** Lets a list show another page. */
  showMore(list: string): void {
    this.showAtLeast(list, this.limitOf(list) + 1);
  }

  /** Lets a list show at least `rows` rows, in whole pages. */
  showAtLeast(list: string, rows: number): void {
    const page = pageOf(list);
    const limit = Math.ceil(rows / page) * page;
    if (limit <= this.limitOf(list)) return;
    const others = [...this.#limits].filter(([id]) => id !== list);
    this.#limits = new Map([...others, [list, limit] as const].slice(-MOST_LISTS));
    this.#limitOf = limitIn(this.#limits);
  }
}

function limitIn(limits: ReadonlyMap<string, number>): (list: string) => number {
  return (list) => limits.get(list) ?? pageOf(list);
}

function pageOf(list: string): number {
  return list.startsWith('overview/') ? OVERVIEW_ROWS : ROWS_PER_PAGE;
}
