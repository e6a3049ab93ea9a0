import { ENTRIES_LIMITS } from './output.ts';

/** Collects up to a number of items and bytes, but always one. */
export class BoundedPage<Item> {
  readonly items: Item[] = [];
  readonly #maxItems: number;
  #bytes = 0;

  constructor(maxItems: number) {
    this.#maxItems = Math.max(1, Math.min(maxItems, ENTRIES_LIMITS.lines));
  }

  /** Whether the item was taken; after one was not, the page is full. */
  add(item: Item, bytes: number): boolean {
    if (this.full) return false;
    if (this.items.length > 0 && this.#bytes + bytes > ENTRIES_LIMITS.bytes) return false;
    this.items.push(item);
    this.#bytes += bytes;
    return true;
  }

  get full(): boolean {
    return this.items.length >= this.#maxItems || this.#bytes >= ENTRIES_LIMITS.bytes;
  }
}
