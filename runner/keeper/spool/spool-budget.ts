/** How many bytes all spools of a replica may take together. Steps that find it used up wait here for room. */
export class SpoolBudget {
  readonly limit: number;
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.limit = limit;
  }

  get used(): number {
    return this.#taken;
  }

  get full(): boolean {
    return this.#taken >= this.limit;
  }

  take(bytes: number): void {
    this.#taken += bytes;
  }

  /** Gives room back and tells those who wait for it. */
  free(bytes: number): void {
    this.#taken -= bytes;
    if (this.full) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const proceed of waiting) proceed();
  }

  /** Calls `proceed` once, when there is room again. */
  whenRoom(proceed: () => void): void {
    this.#waiting.add(proceed);
  }

  forget(proceed: () => void): void {
    this.#waiting.delete(proceed);
  }
}
