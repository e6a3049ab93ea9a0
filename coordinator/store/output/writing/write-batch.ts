import type { OutputState, PlacedRow } from '../index/operation-state.ts';
import type { LiveOperation } from './operation-cache.ts';

export interface BatchedRow {
  readonly operation: LiveOperation;
  readonly row: PlacedRow;
}

/** A batch of writes: bytes to files, then all rows in one transaction. */
export class WriteBatch {
  /** New states of the operations that the batch changes. */
  readonly states = new Map<LiveOperation, OutputState>();
  /** Rows in the order of arrival. */
  readonly rows: BatchedRow[] = [];
  /** Callbacks to call once the batch is written. */
  readonly written: (() => void)[] = [];
  bytes = 0;

  /** Returns the operation's state, including the changes of this batch so far. */
  stateOf(operation: LiveOperation): OutputState {
    return this.states.get(operation) ?? operation.state;
  }

  setState(operation: LiveOperation, state: OutputState): void {
    this.states.set(operation, state);
  }

  addRow(operation: LiveOperation, row: PlacedRow): void {
    this.rows.push({ operation, row });
    this.bytes += row.length;
  }
}
