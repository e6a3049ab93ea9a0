/** Runs asynchronous changes one at a time, in the order of the calls. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(act);
    // The next change runs even if this change fails. The caller of this change gets the error.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
