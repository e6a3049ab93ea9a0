import type { RetainedExecution } from '../../store/journal/journal.ts';
import type { RetentionLimits } from './retention-limits.ts';

/** The limit that an execution exceeds. */
export type Expiry = 'age' | 'count' | 'size';

/** Decides for the executions of a project, newest first, which of them exceed the limits of the project. */
export class ExpiredExecutions {
  readonly #limits: RetentionLimits;
  readonly #now: number;
  #rank = 0;
  #bytes = 0;

  /** `now`: epoch ms. */
  constructor(limits: RetentionLimits, now: number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Whether {@link next} needs the sizes. */
  get needsSizes(): boolean {
    return this.#limits.bytes !== undefined;
  }

  /**
   * Returns the limit that the next execution exceeds; undefined if the execution is kept. `bytes` is the size of the
   * execution, or 0 if {@link needsSizes} is false.
   */
  next({ endedAt }: Pick<RetainedExecution, 'endedAt'>, bytes: number): Expiry | undefined {
    const { age, count, bytes: most, minimum } = this.#limits;
    this.#rank += 1;
    this.#bytes += bytes;
    if (this.#rank <= minimum) return undefined;
    if (age !== undefined && endedAt !== undefined && endedAt < this.#now - age) return 'age';
    if (count !== undefined && this.#rank > count) return 'count';
    return most !== undefined && this.#bytes > most ? 'size' : undefined;
  }
}
