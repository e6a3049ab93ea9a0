/**
 * Runs a function so that each caller waits for a run that begins no earlier than its call. Waiting callers share the
 * next run, and at most one run is in progress.
 */
export class LatestRun {
  readonly #act: () => Promise<void>;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(act: () => Promise<void>) {
    this.#act = act;
  }

  run(): Promise<void> {
    if (this.#next !== undefined) return this.#next;
    if (this.#running === undefined) return this.#start();
    this.#next = this.#running.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  #start(): Promise<void> {
    this.#next = undefined;
    this.#running = this.#act().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }
}
