import type { LogLimit } from '../../protocol/job/log-limit.ts';
import type { OutputLimits as ExecutionLimits } from '../executions/ports.ts';
import type { OutputLimits } from '../store/output/output-limits.ts';
import type { Log } from './log.ts';

/** What the store of output asks and tells, answered by executions. Asked only once they are there. */
export function limitsOfStoredOutput(
  executions: () => ExecutionLimits,
  log: Pick<Log, 'error'>,
): OutputLimits {
  return {
    of: (operationId, executionId) => {
      const limit = executions().limitOf(executionId);
      if (limit === undefined) return undefined;
      return {
        group: limit.kind === 'lines-per-node' ? executions().nodeOf(operationId) : '',
        kind: limit.kind === 'bytes' ? 'bytes' : 'lines',
        amount: limit.amount,
        drops: limit.action === 'truncate',
      };
    },
    reached: (executionId) => {
      const limit = executions().limitOf(executionId);
      if (limit === undefined) return;
      executions()
        .outputLimitReached(executionId, limitText(limit))
        .catch((error: unknown) =>
          log.error({ execution: executionId, err: error }, 'an output limit was lost'),
        );
    },
  };
}

const UNITS = ['B', 'KB', 'MB', 'GB'];

/** A limit as a person says it. */
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
