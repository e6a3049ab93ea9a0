import type { ExecutionId } from '../../protocol/ids.ts';
import type { LiveExecution } from './live-execution.ts';

/** Ended executions that were needed lately, the least needed dropped first. */
export class RecentExecutions {
  readonly #most: number;
  readonly #kept = new Map<ExecutionId, LiveExecution>();

  constructor(most: number) {
    this.#most = most;
  }

  get(id: ExecutionId): LiveExecution | undefined {
    const found = this.#kept.get(id);
    if (found !== undefined) this.keep(found);
    return found;
  }

  keep(execution: LiveExecution): void {
    this.#kept.delete(execution.id);
    this.#kept.set(execution.id, execution);
    const oldest = this.#kept.keys().next().value;
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest);
  }

  forget(id: ExecutionId): void {
    this.#kept.delete(id);
  }
}
