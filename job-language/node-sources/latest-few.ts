import { setNewest } from '../../support/records/set-newest.ts';

/** Caches the most recently used values, by key. */
export class LatestFew<Value> {
  readonly #most: number;
  readonly #known = new Map<string, Promise<Value>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Returns the value of a key, computed if it is not cached. Failures are not cached. */
  get(key: string, make: () => Promise<Value>): Promise<Value> {
    const value = this.#known.get(key) ?? make();
    setNewest(this.#known, key, value, this.#most);
    value.catch(() => this.#known.delete(key));
    return value;
  }

  /** Removes a value from the cache, so that the next request computes it again. */
  forget(key: string): void {
    this.#known.delete(key);
  }
}
