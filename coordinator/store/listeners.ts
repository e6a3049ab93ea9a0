/** Notifies listeners of events. A listener that throws affects neither the others nor the caller. */
export class Listeners<Event> {
  readonly #listeners = new Set<(event: Event) => void>();

  /** Returns a function that removes the listener. */
  add(listener: (event: Event) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  get count(): number {
    return this.#listeners.size;
  }

  notify(event: Event): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // A bug in a listener surfaces as an uncaught error, outside the act that caused the event.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
