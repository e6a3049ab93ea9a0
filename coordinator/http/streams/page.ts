/** A batch of items that are consumed one by one, in constant time each. */
export class Page<Item> {
  #items: readonly Item[] = [];
  #at = 0;

  /** The next item to consume. */
  get first(): Item | undefined {
    return this.#items[this.#at];
  }

  get isDone(): boolean {
    return this.#at >= this.#items.length;
  }

  load(items: readonly Item[]): void {
    this.#items = items;
    this.#at = 0;
  }

  take(): void {
    this.#at += 1;
    if (this.isDone) this.load([]);
  }
}
