/** Anything that closes; VS Code's own Disposables among them. */
export interface Disposable {
  dispose(): unknown;
}

/** Owns what was opened, and closes it in reverse order. What is added after that is closed at once. */
export class Disposables implements Disposable {
  readonly #owned: Disposable[] = [];
  #closed = false;

  add<T extends Disposable>(opened: T): T {
    if (this.#closed) opened.dispose();
    else this.#owned.push(opened);
    return opened;
  }

  dispose(): void {
    this.#closed = true;
    for (let opened = this.#owned.pop(); opened !== undefined; opened = this.#owned.pop()) opened.dispose();
  }
}
