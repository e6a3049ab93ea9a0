/** Changes that wait for the document's writer, and what became of them. */
import type { CollectionSchemas, Draft } from './definitions.ts';
import type { StateDraft } from './state-draft.ts';

/** A change that was asked for. Its mutator runs once; it settles when its commit is durable or it failed. */
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

  /** Whether the mutator ran through; otherwise the change failed with what it threw. */
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
