import { ExecutionId, type OperationId, operationId, ProjectName, Tag } from '../../../protocol/ids.ts';
import type { ReportedResult } from '../../../protocol/runner/results.ts';
import type { QueuedOperation } from '../../executions/ports.ts';

/** Returns the id of the only operation of execution `n`. */
export function operation(n: number): OperationId {
  return operationId(ExecutionId.parse(n), 1);
}

/** Returns the queued operation of execution `n`, for runners of project `ops` with tag `db`. */
export function queued(n: number, more: Partial<QueuedOperation> = {}): QueuedOperation {
  return {
    operationId: operation(n),
    executionId: ExecutionId.parse(n),
    project: ProjectName.parse('ops'),
    target: { kind: 'tags', match: 'all', tags: [Tag.parse('db')] },
    pty: false,
    secure: false,
    priority: 5,
    queuedAt: 0,
    ...more,
  };
}

/** Returns the result of the operation of execution `n`, without output. */
export function result(n: number, more: Partial<ReportedResult> = {}): ReportedResult {
  return {
    operationId: operation(n),
    end: { kind: 'exited', exitCode: 0 },
    offset: 0,
    digest: 0,
    endedAt: 1,
    waited: 0,
    ...more,
  };
}
