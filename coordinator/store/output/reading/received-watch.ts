/** Waits for output that was received since the previous wait, or for a signal. */
export class ReceivedWatch {
  readonly #stop: () => void;
  readonly #signals: readonly AbortSignal[];
  readonly #wake = (): void => this.#notify();
  #news = false;
  #resolve: (() => void) | undefined;

  /** Calls `subscribe` immediately, so that no output is missed between a read and the next wait. */
  constructor(
    subscribe: (listener: () => void) => () => void,
    signals: readonly (AbortSignal | undefined)[],
  ) {
    this.#stop = subscribe(this.#wake);
    this.#signals = signals.filter((signal) => signal !== undefined);
    for (const signal of this.#signals) signal.addEventListener('abort', this.#wake);
  }

  async next(): Promise<void> {
    if (!this.#news)
      await new Promise<void>((resolve) => {
        this.#resolve = resolve;
      });
    this.#news = false;
  }

  close(): void {
    this.#stop();
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#wake);
  }

  #notify(): void {
    this.#news = true;
    this.#resolve?.();
    this.#resolve = undefined;
  }
}
