/** Those who want to hear of something. One that throws disturbs neither the others nor the teller. */
export class Listeners<Event> {
  readonly #listeners = new Set<(event: Event) => void>();

  /** Returns what ends it. */
  add(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  get count(): number {
    return this.#listeners.size;
  }

  tell(event: Event): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // A fault of the program: it surfaces as an uncaught error, outside of the act that was told of.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
