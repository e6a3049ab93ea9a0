import type { ExecutionId } from '../../protocol/ids.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { ExecutionsLog } from '../executions/needs.ts';
import type { SecretOwner, SecureValues } from './secure-values.ts';

type Values = Readonly<Record<string, string>>;

/** Secure values of open executions at hand, by job, read from the disk at most once. */
export class SecureValueCache {
  readonly #kept: SecureValues;
  readonly #log: ExecutionsLog;
  readonly #read = new Map<ExecutionId, Map<number, Promise<Values>>>();

  constructor(kept: SecureValues, log: ExecutionsLog) {
    this.#kept = kept;
    this.#log = log;
  }

  /** Durable when it resolves. Throws `storage-full`, `storage-failed`. */
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
    // What could not be read is looked for again.
    read.catch(() => this.#forget(owner));
    return read;
  }

  /** Values of one job in an execution are removed. Throws what the file system says. */
  async dropOne(owner: SecretOwner): Promise<void> {
    this.#forget(owner);
    await this.#kept.forgetOne(owner);
  }

  /** The execution is over: its values are removed. What fails is done at the next start. */
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
