import { type ExecutionId, executionOf, type OperationId } from '../../../protocol/ids.ts';
import type { LogLimit } from '../../../protocol/job/log-limit.ts';
import { nodeName } from '../../engine/state/describe.ts';
import { findAttempt } from '../../engine/state/open-operation.ts';
import { sequenceOf } from '../../engine/state/state.ts';
import type { ExecutionsClock } from '../needs.ts';
import type { OutputLimits } from '../ports.ts';
import type { ExecutionRuntime } from '../runtime/execution-runtime.ts';

/** The bounds of the output of open executions. */
export class ExecutionOutputLimits implements OutputLimits {
  readonly #runtime: ExecutionRuntime;
  readonly #clock: ExecutionsClock;

  constructor(runtime: ExecutionRuntime, clock: ExecutionsClock) {
    this.#runtime = runtime;
    this.#clock = clock;
  }

  limitOf(execution: ExecutionId): LogLimit | undefined {
    return this.#runtime.index.get(execution)?.state.request.logLimit;
  }

  nodeOf(operation: OperationId): string {
    const state = this.#runtime.index.get(executionOf(operation))?.state;
    const found = state && findAttempt(state, sequenceOf(operation));
    return state && found ? nodeName(state, found.place) : '';
  }

  async outputLimitReached(id: ExecutionId, limit: string): Promise<void> {
    const execution = this.#runtime.index.get(id);
    if (execution === undefined) return;
    const time = this.#clock.epoch();
    await this.#runtime.submitSurely(execution, { type: 'output-limit-reached', time, limit });
  }
}
