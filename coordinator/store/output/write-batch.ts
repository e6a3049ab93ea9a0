import type { OperationId } from '../../../protocol/ids.ts';
import type { LiveOperation } from './operation-cache.ts';
import type { OperationState, PlacedRow } from './operation-state.ts';

/** What one batch does to one operation. */
export interface BatchedOperation {
  readonly operation: LiveOperation;
  readonly rows: PlacedRow[];
  state: OperationState;
}

/** What is written together: bytes into files, then all rows in one transaction. */
export class WriteBatch {
  readonly operations = new Map<OperationId, BatchedOperation>();
  /** Called once the batch is written. */
  readonly written: (() => void)[] = [];
  bytes = 0;

  /** The operation's state with what the batch did so far. */
  stateOf(operation: LiveOperation): OperationState {
    return this.operations.get(operation.operationId)?.state ?? operation.state;
  }

  add(operation: LiveOperation, rows: readonly PlacedRow[], state: OperationState): void {
    const known = this.operations.get(operation.operationId);
    const batched = known ?? { operation, rows: [], state };
    batched.rows.push(...rows);
    batched.state = state;
    this.operations.set(operation.operationId, batched);
    for (const { length } of rows) this.bytes += length;
  }
}
