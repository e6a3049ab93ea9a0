import type { ExecutionId } from '../../protocol/ids.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { ExecutionsLog } from '../executions/needs.ts';
import type { SecretOwner, SecureValueStore } from './secure-values.ts';

type Values = Readonly<Record<string, string>>;

/**
 * Caches the secure values of open executions by job. Reads the values of each job from the disk only once, unless the
 * read fails.
 */
export class SecureValueCache {
  readonly #kept: SecureValueStore;
  readonly #log: ExecutionsLog;
  readonly #read = new Map<ExecutionId, Map<number, Promise<Values>>>();

  constructor(kept: SecureValueStore, log: ExecutionsLog) {
    this.#kept = kept;
    this.#log = log;
  }

  /**
   * Stores the values and caches them. They are durable when this resolves. Throws `invalid-input` if they are too
   * long, `storage-full`, `storage-failed`.
   */
  async keep(owner: SecretOwner, values: Values): Promise<void> {
    await this.#kept.keep(owner, values);
    this.#note(owner, Promise.resolve(values));
  }

  /** Throws `data-damaged`. */
  get(owner: SecretOwner): Promise<Values> {
    const known = this.#read.get(owner.execution)?.get(owner.scope);
    if (known !== undefined) return known;
    const read = this.#kept.read(owner);
    this.#note(owner, read);
    // Forget a failed read, so that the next request tries again.
    read.catch(() => this.#forget(owner));
    return read;
  }

  /** Removes the values of one job in an execution. Throws file system errors. */
  async dropOne(owner: SecretOwner): Promise<void> {
    this.#forget(owner);
    await this.#kept.forgetOne(owner);
  }

  /**
   * Removes the values of an execution that has ended. If that fails, the next start of the coordinator removes them.
   */
  drop(id: ExecutionId): void {
    this.#read.delete(id);
    this.#kept.forget(id).catch((error: unknown) => {
      this.#log.warn({ execution: id, problem: problemOf(error) }, 'secure values could not be removed yet');
    });
  }

  #forget({ execution, scope }: SecretOwner): void {
    const scopes = this.#read.get(execution);
    scopes?.delete(scope);
    if (scopes?.size === 0) this.#read.delete(execution);
  }

  #note({ execution, scope }: SecretOwner, values: Promise<Values>): void {
    const scopes = this.#read.get(execution) ?? new Map<number, Promise<Values>>();
    this.#read.set(execution, scopes.set(scope, values));
  }
}
