/** Maximum numbers of lines and payload bytes in one page of entries, and of bytes in a line. */
export const ENTRIES_LIMITS = { lines: 20_000, bytes: 4 * 1024 * 1024, lineBytes: 64 * 1024 } as const;

/** Collects items up to a maximum number of items and of bytes. Accepts at least one item. */
export class BoundedPage<Item> {
  readonly items: Item[] = [];
  readonly #maxItems: number;
  #bytes = 0;

  constructor(maxItems: number) {
    this.#maxItems = Math.max(1, Math.min(maxItems, ENTRIES_LIMITS.lines));
  }

  /** Adds an item. Returns false, without adding it, if the page is full or has no room for the item. */
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
