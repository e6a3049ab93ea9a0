import { randomBytes } from 'node:crypto';

interface Held<Value> {
  readonly value: Value;
  readonly expiresAt: number;
}

/** Random handles to values that expire. If there are too many, the oldest are evicted first. */
export class Handles<Value> {
  readonly #held = new Map<string, Held<Value>>();
  readonly #life: number;
  readonly #most: number;
  readonly #now: () => number;

  /** `life` and `now` in ms. */
  constructor(limits: { readonly life: number; readonly most: number }, now: () => number) {
    this.#life = limits.life;
    this.#most = limits.most;
    this.#now = now;
  }

  give(value: Value): string {
    const handle = randomBytes(16).toString('base64url');
    this.#held.set(handle, { value, expiresAt: this.#now() + this.#life });
    const oldest = this.#held.keys().next();
    if (this.#held.size > this.#most && oldest.done !== true) this.#held.delete(oldest.value);
    return handle;
  }

  find(handle: string): Value | undefined {
    const held = this.#held.get(handle);
    if (held === undefined || held.expiresAt > this.#now()) return held?.value;
    this.#held.delete(handle);
    return undefined;
  }
}
