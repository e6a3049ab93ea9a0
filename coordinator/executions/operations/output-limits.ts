import type { LogLimit } from '../../../job-language/format/log-limit.ts';
import type { ExecutionId, OperationId } from '../../../protocol/ids.ts';
import { Listeners } from '../../store/listeners.ts';
import type { OutputLimit, OutputLimits } from '../../store/output/limits/output-limits.ts';
import type { ExecutionIndex } from '../runtime/execution-index.ts';

/** A limit that the output of an execution has reached. */
export interface ReachedLimit {
  readonly execution: ExecutionId;
  readonly limit: LogLimit;
}

/** Provides the output store with the limits of open executions. */
export class ExecutionOutputLimits implements OutputLimits {
  readonly onReached = new Listeners<ReachedLimit>();
  readonly #index: Pick<ExecutionIndex, 'logLimit' | 'nodeOf'>;

  constructor(index: Pick<ExecutionIndex, 'logLimit' | 'nodeOf'>) {
    this.#index = index;
  }

  of(operationId: OperationId, executionId: ExecutionId): OutputLimit | undefined {
    const limit = this.#index.logLimit(executionId);
    if (limit === undefined) return undefined;
    return {
      group: limit.kind === 'lines-per-node' ? this.#index.nodeOf(operationId) : '',
      kind: limit.kind === 'bytes' ? 'bytes' : 'lines',
      amount: limit.amount,
      drops: limit.action === 'truncate',
    };
  }

  reached(execution: ExecutionId): void {
    const limit = this.#index.logLimit(execution);
    if (limit !== undefined) this.onReached.notify({ execution, limit });
  }
}

const UNITS = ['B', 'KB', 'MB', 'GB'];

/** Formats a limit for messages, for example `4 KB`. */
export function limitText({ kind, amount }: LogLimit): string {
  if (kind !== 'bytes') {
    const lines = amount === 1 ? '1 line' : `${amount} lines`;
    return kind === 'lines' ? lines : `${lines} a node`;
  }
  let [size, unit] = [amount, 0];
  while (size >= 1024 && size % 1024 === 0 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size} ${UNITS[unit] ?? ''}`;
}
