/** Notifies listeners of events. An error in one listener affects neither the other listeners nor the caller. */
export class Listeners<Event> {
  readonly #listeners = new Set<(event: Event) => void>();

  /** Adds a listener. Returns a function that removes the listener. */
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
        // A bug in a listener surfaces as an uncaught error, outside the call that caused the event.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
