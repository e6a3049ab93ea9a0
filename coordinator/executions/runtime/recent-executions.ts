import type { ExecutionId } from '../../../protocol/ids.ts';
import type { LiveExecution } from './live-execution.ts';

export interface RecentLimits {
  readonly executions: number;
  /** Of all together, as their {@link weightOf}. */
  readonly weight: number;
}

/**
 * Ended executions that were needed lately, the least needed dropped first. The one that was needed last is kept however
 * much it weighs: who reads it page by page has it read from the journal once.
 */
export class RecentExecutions {
  readonly #limits: RecentLimits;
  readonly #kept = new Map<ExecutionId, Kept>();
  #weight = 0;

  constructor(limits: RecentLimits) {
    this.#limits = limits;
  }

  get(id: ExecutionId): LiveExecution | undefined {
    const found = this.#kept.get(id)?.execution;
    if (found !== undefined) this.keep(found);
    return found;
  }

  keep(execution: LiveExecution): void {
    this.forget(execution.id);
    const weight = weightOf(execution);
    this.#kept.set(execution.id, { execution, weight });
    this.#weight += weight;
    for (const oldest of this.#kept.keys()) {
      if (oldest === execution.id || !this.#isOver()) return;
      this.forget(oldest);
    }
  }

  forget(id: ExecutionId): void {
    const known = this.#kept.get(id);
    if (known === undefined) return;
    this.#kept.delete(id);
    this.#weight -= known.weight;
  }

  #isOver(): boolean {
    return this.#kept.size > this.#limits.executions || this.#weight > this.#limits.weight;
  }
}

interface Kept {
  readonly execution: LiveExecution;
  readonly weight: number;
}

/** What an execution takes of memory grows with the commands that it gave, and with the steps and nodes of its plan. */
export function weightOf({ state }: Pick<LiveExecution, 'state'>): number {
  const { plan } = state.request;
  return state.sequence + plan.steps.length + plan.dispatch.nodes.length;
}
