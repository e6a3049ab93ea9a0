import { problemOf } from '../../../support/errors/problem-of.ts';

/** Closes opened resources in reverse order. */
export class Closers {
  readonly #closers: { readonly name: string; readonly close: () => Promise<void> | void }[] = [];
  readonly #onProblem: (fields: object, message: string) => void;

  constructor(onProblem: (fields: object, message: string) => void) {
    this.#onProblem = onProblem;
  }

  add(name: string, close: () => Promise<void> | void): void {
    this.#closers.push({ name, close });
  }

  /** Closes all resources, even if closing one of them fails. */
  async close(): Promise<void> {
    for (let opened = this.#closers.pop(); opened !== undefined; opened = this.#closers.pop()) {
      try {
        await opened.close();
      } catch (error) {
        this.#onProblem(
          { what: opened.name, problem: problemOf(error) },
          'a part of the coordinator could not be closed',
        );
      }
    }
  }
}
