import type { CollectionSchemas, Draft } from './definitions.ts';
import type { StateDraft } from './state-draft.ts';

/** A requested change. Its mutator runs once. `settled` settles when the commit is durable or has failed. */
export class WaitingChange<Schemas extends CollectionSchemas, Result = unknown> {
  readonly settled: Promise<Result>;
  readonly #mutator: (draft: Draft<Schemas>) => Result;
  #resolve: (result: Result) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #result: { readonly value: Result } | undefined;

  constructor(mutator: (draft: Draft<Schemas>) => Result) {
    this.#mutator = mutator;
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Runs the mutator. Returns whether it succeeded; if not, the change has failed with its error. */
  run(draft: StateDraft<Schemas>): boolean {
    try {
      this.#result = { value: this.#mutator(draft) };
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  succeed(): void {
    if (this.#result !== undefined) this.#resolve(this.#result.value);
  }

  fail(error: unknown): void {
    this.#reject(error);
  }
}
