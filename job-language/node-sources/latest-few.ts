/** Remembers the few values that were asked for last, by their keys. */
export class LatestFew<Value> {
  readonly #most: number;
  readonly #known = new Map<string, Promise<Value>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** The value of a key, made where it is not remembered; one that could not be made is not. */
  get(key: string, make: () => Promise<Value>): Promise<Value> {
    const value = this.#known.get(key) ?? make();
    this.#known.delete(key);
    this.#known.set(key, value);
    value.catch(() => this.#known.delete(key));
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest);
    return value;
  }

  /** Forgets an entry, so that the next request computes it again. */
  forget(key: string): void {
    this.#known.delete(key);
  }
}
