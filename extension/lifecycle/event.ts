import type { Disposable } from './disposables.ts';

export type Listener<T> = (value: T) => void;
/** Subscribes a listener, as `vscode.Event` does, without needing VS Code. */
export type Event<T> = (listener: Listener<T>) => Disposable;

/** The side that fires. A listener that throws does not keep the others from hearing. */
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
