import { problemOf } from '../../protocol/errors/outrunner-error.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { ExecutionsLog } from './needs.ts';
import type { SecureValues } from './secure-values.ts';

type Values = Readonly<Record<string, string>>;

/** Secure values of open executions at hand, read from the disk at most once. */
export class SecretShelf {
  readonly #kept: SecureValues;
  readonly #log: ExecutionsLog;
  readonly #read = new Map<ExecutionId, Promise<Values>>();

  constructor(kept: SecureValues, log: ExecutionsLog) {
    this.#kept = kept;
    this.#log = log;
  }

  /** Throws `data-damaged`. */
  get(id: ExecutionId): Promise<Values> {
    const known = this.#read.get(id) ?? this.#kept.read(id);
    this.#read.set(id, known);
    return known;
  }

  /** The execution is over: its values are removed. What fails is done at the next start. */
  drop(id: ExecutionId): void {
    this.#read.delete(id);
    this.#kept.forget(id).catch((error: unknown) => {
      this.#log.warn({ execution: id, problem: problemOf(error) }, 'secure values could not be removed yet');
    });
  }
}
