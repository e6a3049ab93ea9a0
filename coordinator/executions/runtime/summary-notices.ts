import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import { Listeners } from '../../store/listeners.ts';
import type { ExecutionsClock } from '../needs.ts';
import type { LiveExecution } from './live-execution.ts';

/** Changes of an execution within this time are reported together, ms. */
const TOGETHER = 50;

interface QuietPeriod {
  readonly cancel: () => void;
  changed: boolean;
}

/**
 * Notifies listeners of the summaries of executions. The first change and the end are reported at once; other changes
 * within {@link TOGETHER} are combined.
 */
export class SummaryNotices {
  readonly #clock: ExecutionsClock;
  readonly #summary: (execution: LiveExecution) => ExecutionSummary;
  readonly #listeners = new Listeners<ExecutionSummary>();
  readonly #quietPeriods = new Map<ExecutionId, QuietPeriod>();

  constructor(clock: ExecutionsClock, summary: (execution: LiveExecution) => ExecutionSummary) {
    this.#clock = clock;
    this.#summary = summary;
  }

  /** Returns a function that unsubscribes. */
  add(listener: (summary: ExecutionSummary) => void): () => void {
    return this.#listeners.add(listener);
  }

  note(execution: LiveExecution): void {
    const period = this.#quietPeriods.get(execution.id);
    if (execution.state.ended !== undefined) {
      period?.cancel();
      this.#quietPeriods.delete(execution.id);
      this.#notify(execution);
    } else if (period === undefined) this.#notifyAndWait(execution);
    else period.changed = true;
  }

  /** Reports the summary of an execution that is not open. */
  noteEnded(summary: ExecutionSummary): void {
    this.#listeners.notify(summary);
  }

  close(): void {
    for (const { cancel } of this.#quietPeriods.values()) cancel();
    this.#quietPeriods.clear();
  }

  #notifyAndWait(execution: LiveExecution): void {
    const cancel = this.#clock.after(TOGETHER, () => {
      const isChanged = this.#quietPeriods.get(execution.id)?.changed === true;
      this.#quietPeriods.delete(execution.id);
      if (isChanged) this.#notifyAndWait(execution);
    });
    this.#quietPeriods.set(execution.id, { cancel, changed: false });
    this.#notify(execution);
  }

  #notify(execution: LiveExecution): void {
    if (this.#listeners.count > 0) this.#listeners.notify(this.#summary(execution));
  }
}
