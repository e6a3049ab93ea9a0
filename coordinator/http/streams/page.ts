/** What was read at once and is taken one by one, however much it is. */
export class Page<Item> {
  #items: readonly Item[] = [];
  #at = 0;

  /** The next one to take. */
  get first(): Item | undefined {
    return this.#items[this.#at];
  }

  get isDone(): boolean {
    return this.#at >= this.#items.length;
  }

  turn(items: readonly Item[]): void {
    this.#items = items;
    this.#at = 0;
  }

  take(): void {
    this.#at += 1;
    if (this.isDone) this.turn([]);
  }
}
