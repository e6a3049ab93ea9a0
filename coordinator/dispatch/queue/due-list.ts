import type { Clock } from '../ports.ts';

/**
 * Calls back for each key when a fixed time has passed since the key was added. Needs a single timer: all keys have the
 * same wait, so they fall due in insertion order. A changed wait applies only to keys that are added later, and keys
 * are still called back in insertion order.
 */
export class DueList<Key> {
  readonly #clock: Clock;
  readonly #wait: () => number;
  readonly #onDue: (key: Key) => void;
  readonly #dueAt = new Map<Key, number>();
  #cancelTimer: (() => void) | undefined;

  /** `wait` returns ms. */
  constructor(clock: Clock, wait: () => number, onDue: (key: Key) => void) {
    this.#clock = clock;
    this.#wait = wait;
    this.#onDue = onDue;
  }

  /** Adds a key. Restarts the wait of a key that was already added. */
  add(key: Key): void {
    this.#dueAt.delete(key);
    this.#dueAt.set(key, this.#clock.monotonic() + this.#wait());
    if (this.#cancelTimer === undefined) this.#arm();
  }

  delete(key: Key): void {
    this.#dueAt.delete(key);
  }

  close(): void {
    this.#dueAt.clear();
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #arm(): void {
    const first = this.#dueAt.values().next();
    if (first.done === true) return;
    const wait = Math.max(0, first.value - this.#clock.monotonic());
    this.#cancelTimer = this.#clock.after(wait, () => this.#fire());
  }

  #fire(): void {
    this.#cancelTimer = undefined;
    const now = this.#clock.monotonic();
    for (const [key, at] of this.#dueAt) {
      if (at > now) break;
      this.#dueAt.delete(key);
      this.#onDue(key);
    }
    if (this.#cancelTimer === undefined) this.#arm();
  }
}
