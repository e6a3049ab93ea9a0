import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { Listeners } from '../../store/listeners.ts';
import type { ExecutionsClock } from '../needs.ts';
import type { LiveExecution } from './live-execution.ts';

/** Changes of one execution within this time are told as one, in ms. */
const TOGETHER = 50;

interface Rest {
  readonly cancel: () => void;
  changed: boolean;
}

/** Tells how executions stand: a first change and an end at once, changes that follow closely together, as it is then. */
export class SummaryNotices {
  readonly #clock: ExecutionsClock;
  readonly #summary: (execution: LiveExecution) => ExecutionSummary;
  readonly #listeners = new Listeners<ExecutionSummary>();
  readonly #resting = new Map<ExecutionId, Rest>();

  constructor(clock: ExecutionsClock, summary: (execution: LiveExecution) => ExecutionSummary) {
    this.#clock = clock;
    this.#summary = summary;
  }

  /** Returns what ends it. */
  add(listener: (summary: ExecutionSummary) => void): () => void {
    return this.#listeners.add(listener);
  }

  note(execution: LiveExecution): void {
    const rest = this.#resting.get(execution.id);
    if (execution.state.ended !== undefined) {
      rest?.cancel();
      this.#resting.delete(execution.id);
      this.#tell(execution);
    } else if (rest === undefined) this.#tellAndRest(execution);
    else rest.changed = true;
  }

  close(): void {
    for (const { cancel } of this.#resting.values()) cancel();
    this.#resting.clear();
  }

  #tellAndRest(execution: LiveExecution): void {
    const cancel = this.#clock.after(TOGETHER, () => {
      const isChanged = this.#resting.get(execution.id)?.changed === true;
      this.#resting.delete(execution.id);
      if (isChanged) this.#tellAndRest(execution);
    });
    this.#resting.set(execution.id, { cancel, changed: false });
    this.#tell(execution);
  }

  #tell(execution: LiveExecution): void {
    if (this.#listeners.count > 0) this.#listeners.tell(this.#summary(execution));
  }
}
