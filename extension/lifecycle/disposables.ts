/** Anything that can be disposed of, such as a `vscode.Disposable`. */
export interface Disposable {
  dispose(): unknown;
}

/** Disposes of its members in reverse order of addition. A member that is added afterwards is disposed of at once. */
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
