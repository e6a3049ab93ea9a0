import { HTTP_LIMITS } from '../limits.ts';

/**
 * The pages of output that all event streams have in memory: each stream takes one before it reads, and gives it back once
 * its events were sent. Where all are taken, streams queue for one.
 */
export class StreamPages<Holder> {
  readonly #onShort: () => void;
  readonly #holders = new Set<Holder>();
  /** First come, first served. */
  readonly #queue = new Map<Holder, () => void>();

  /** `onShort`: a stream has to wait for a page. */
  constructor(onShort: () => void) {
    this.#onShort = onShort;
  }

  /** Streams that wait for a page. */
  get wanted(): number {
    return this.#queue.size;
  }

  holds(holder: Holder): boolean {
    return this.#holders.has(holder);
  }

  /** Undefined where a page is free; else resolves with one, or without where the holder left meanwhile. */
  take(holder: Holder): Promise<void> | undefined {
    if (this.#holders.has(holder) || this.#holders.size < HTTP_LIMITS.streamPages.value) {
      this.#holders.add(holder);
      return undefined;
    }
    const taken = new Promise<void>((resolve) => this.#queue.set(holder, resolve));
    this.#onShort();
    return taken;
  }

  /** The holder has no use for a page any more. Idempotent. */
  give(holder: Holder): void {
    this.#queue.get(holder)?.();
    this.#queue.delete(holder);
    if (!this.#holders.delete(holder)) return;
    const [next] = this.#queue;
    if (next === undefined) return;
    const [waiting, resolve] = next;
    this.#queue.delete(waiting);
    this.#holders.add(waiting);
    resolve();
  }
}
