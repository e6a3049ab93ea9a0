/** Lets one act after the other happen, in the order in which they came. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(act);
    // The next one's turn comes whether this one failed or not; its caller hears of the failure.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
