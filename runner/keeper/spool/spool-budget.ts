/** The shared limit of all spools of a replica, in bytes. When it is reached, steps wait for room. */
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

  /** Returns bytes to the budget. Resumes the waiting steps if there is room again. */
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
