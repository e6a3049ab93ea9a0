import type { ExecutionId } from '../../../protocol/ids.ts';
import type { LiveExecution } from './live-execution.ts';

export interface RecentLimits {
  readonly executions: number;
  /** Maximum sum of {@link weightOf} over all executions. */
  readonly weight: number;
}

/**
 * A cache of ended executions that evicts the least recently used ones first. The most recently used one is kept
 * whatever its weight, so that its journal is replayed only once when a client reads it page by page.
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
      if (oldest === execution.id || !this.#exceedsLimits()) return;
      this.forget(oldest);
    }
  }

  forget(id: ExecutionId): void {
    const known = this.#kept.get(id);
    if (known === undefined) return;
    this.#kept.delete(id);
    this.#weight -= known.weight;
  }

  #exceedsLimits(): boolean {
    return this.#kept.size > this.#limits.executions || this.#weight > this.#limits.weight;
  }
}

interface Kept {
  readonly execution: LiveExecution;
  readonly weight: number;
}

/** Estimates the memory of an execution from the number of its commands and the steps and nodes of its plan. */
export function weightOf({ state }: Pick<LiveExecution, 'state'>): number {
  const { plan } = state.request;
  return state.sequence + plan.steps.length + plan.dispatch.nodes.length;
}
