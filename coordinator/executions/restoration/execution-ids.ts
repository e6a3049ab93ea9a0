import type { ExecutionId } from '../../../protocol/ids.ts';
import type { Journal } from '../../store/journal/journal.ts';

/** Issues execution ids, and tracks the highest id issued in the history of this coordinator. */
export class ExecutionIds {
  readonly #journal: Pick<Journal, 'nextExecutionId'>;
  /** An id that was reserved to read the value of the counter. This id is issued next. */
  #spare: ExecutionId | undefined;
  #highest: number;

  private constructor(journal: Pick<Journal, 'nextExecutionId'>, spare: ExecutionId) {
    this.#journal = journal;
    this.#spare = spare;
    this.#highest = spare - 1;
  }

  static async open(journal: Pick<Journal, 'nextExecutionId'>): Promise<ExecutionIds> {
    return new ExecutionIds(journal, await journal.nextExecutionId());
  }

  /** The highest id that was issued. */
  get highest(): number {
    return this.#highest;
  }

  async next(): Promise<ExecutionId> {
    const spare = this.#spare;
    this.#spare = undefined;
    const id = spare ?? (await this.#journal.nextExecutionId());
    this.#highest = Math.max(this.#highest, id);
    return id;
  }

  /** Continues from the current value of the counter after it was raised. */
  async jumped(): Promise<void> {
    this.#spare = undefined;
    const spare = await this.#journal.nextExecutionId();
    this.#spare = spare;
    this.#highest = Math.max(this.#highest, spare - 1);
  }
}
