/** The limit for all spools of a replica together, in bytes. Steps wait here for room when it is used up. */
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

  /** Returns room, and notifies those who wait for it. */
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
