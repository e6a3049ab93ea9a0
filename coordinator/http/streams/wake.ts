/** Wakes its one waiter when something new arrives. A wake-up without a waiter ends the next wait at once. */
export class Wake {
  #awake = false;
  #resolve: (() => void) | undefined;

  wake(): void {
    this.#awake = true;
    const resolve = this.#resolve;
    this.#resolve = undefined;
    resolve?.();
  }

  /** Resolves at the next wake-up, at once if there was one since the last wait, or when `signal` is aborted. */
  async wait(signal: AbortSignal): Promise<void> {
    if (!this.#awake && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = () => {
          signal.removeEventListener('abort', done);
          resolve();
        };
        this.#resolve = done;
        signal.addEventListener('abort', done, { once: true });
      });
    }
    this.#awake = false;
  }
}
