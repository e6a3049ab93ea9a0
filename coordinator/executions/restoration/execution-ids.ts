import type { ExecutionId } from '../../../protocol/ids.ts';
import type { Journal } from '../../store/journal/journal.ts';

/** Gives out ids of executions, and knows which were given out in the history that this coordinator remembers. */
export class ExecutionIds {
  readonly #journal: Pick<Journal, 'nextExecutionId'>;
  /** Taken to learn where the counter stands, and given out first. */
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

  /** The highest that was given out. */
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

  /** The counter jumped: goes on from where it stands now. */
  async jumped(): Promise<void> {
    this.#spare = undefined;
    const spare = await this.#journal.nextExecutionId();
    this.#spare = spare;
    this.#highest = Math.max(this.#highest, spare - 1);
  }
}
