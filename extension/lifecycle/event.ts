import type { Disposable } from './disposables.ts';

export type Listener<T> = (value: T) => void;
/** Subscribes a listener. The same shape as `vscode.Event`, without the dependency. */
export type Event<T> = (listener: Listener<T>) => Disposable;

/** Notifies listeners. If a listener throws, the error is reported and the other listeners are still called. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<Listener<T>>();
  readonly #onListenerFailed: (error: unknown) => void;

  constructor(onListenerFailed: (error: unknown) => void) {
    this.#onListenerFailed = onListenerFailed;
  }

  readonly event: Event<T> = (listener) => {
    const own: Listener<T> = (value) => listener(value);
    this.#listeners.add(own);
    return { dispose: () => this.#listeners.delete(own) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#onListenerFailed(error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
