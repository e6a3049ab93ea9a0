import { HTTP_LIMITS } from '../../network/limits.ts';

/**
 * Limits the output pages that all event streams hold in memory. Each stream takes a page before it reads, and returns
 * the page after its events are sent. If all pages are taken, streams wait in order.
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

  /**
   * Takes a page. Returns undefined if a page is free; otherwise resolves once the holder has a page, or has left the
   * queue.
   */
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
