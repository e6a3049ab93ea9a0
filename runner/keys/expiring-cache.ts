export interface ExpiringCacheOptions {
  /** Lifetime of a value, in ms; 0 disables the cache. */
  readonly milliseconds: number;
  /** Maximum number of values. */
  readonly most: number;
  /** Returns monotonic ms. */
  readonly now: () => number;
}

/** A cache with a lifetime and a maximum size. The oldest value is evicted first. */
export class ExpiringCache<Value> {
  readonly #options: ExpiringCacheOptions;
  readonly #kept = new Map<string, { readonly value: Value; readonly until: number }>();

  constructor(options: ExpiringCacheOptions) {
    this.#options = options;
  }

  get(key: string): Value | undefined {
    const found = this.#kept.get(key);
    if (found === undefined || this.#options.now() < found.until) return found?.value;
    this.#kept.delete(key);
    return undefined;
  }

  put(key: string, value: Value): void {
    const { milliseconds, most, now } = this.#options;
    if (milliseconds === 0) return;
    this.#kept.delete(key);
    this.#kept.set(key, { value, until: now() + milliseconds });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= most) return;
      this.#kept.delete(oldest);
    }
  }

  clear(): void {
    this.#kept.clear();
  }
}
