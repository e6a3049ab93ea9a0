import { HTTP_LIMITS } from '../../network/limits.ts';

/**
 * The output pages that all event streams hold in memory. Each stream takes one before it reads, and returns it after
 * its events are sent. If all are taken, streams wait for one in order.
 */
export class StreamPages<Holder> {
  readonly #onShort: () => void;
  readonly #holders = new Set<Holder>();
  /** Waiting streams in order, each with the function that ends its wait. */
  readonly #queue = new Map<Holder, () => void>();

  /** @param onShort called when a stream must wait for a page */
  constructor(onShort: () => void) {
    this.#onShort = onShort;
  }

  /** The number of streams that wait for a page. */
  get wanted(): number {
    return this.#queue.size;
  }

  holds(holder: Holder): boolean {
    return this.#holders.has(holder);
  }

  /** Takes a page. Returns undefined if one is free; else resolves once the holder has one, or has left. */
  take(holder: Holder): Promise<void> | undefined {
    if (this.#holders.has(holder) || this.#holders.size < HTTP_LIMITS.streamPages.value) {
      this.#holders.add(holder);
      return undefined;
    }
    const taken = new Promise<void>((resolve) => this.#queue.set(holder, resolve));
    this.#onShort();
    return taken;
  }

  /** Frees the holder's page, or removes the holder from the queue. Idempotent. */
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
