import { randomBytes } from 'node:crypto';

interface Entry<Value> {
  readonly value: Value;
  readonly expiresAt: number;
}

/** Random handles to values that expire. If there are too many handles, the oldest ones are evicted. */
export class ExpiringHandles<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #life: number;
  readonly #most: number;
  readonly #now: () => number;

  /** `life` and `now` in ms. */
  constructor(limits: { readonly life: number; readonly most: number }, now: () => number) {
    this.#life = limits.life;
    this.#most = limits.most;
    this.#now = now;
  }

  issue(value: Value): string {
    const handle = randomBytes(16).toString('base64url');
    this.#entries.set(handle, { value, expiresAt: this.#now() + this.#life });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.#most && oldest.done !== true) this.#entries.delete(oldest.value);
    return handle;
  }

  find(handle: string): Value | undefined {
    const entry = this.#entries.get(handle);
    if (entry === undefined || entry.expiresAt > this.#now()) return entry?.value;
    this.#entries.delete(handle);
    return undefined;
  }
}
