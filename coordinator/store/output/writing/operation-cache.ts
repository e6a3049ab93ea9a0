import type { OperationId } from '../../../../protocol/ids.ts';
import { type OperationKey, operationKey } from '../index/operation-key.ts';
import type { OutputState } from '../index/operation-state.ts';
import type { OperationTable } from '../index/operation-table.ts';

/** Maximum number of cached operations. Above it, operations whose output is durable are evicted. */
const MOST_CLEAN = 4096;

/** An operation whose state is in memory. */
export interface LiveOperation {
  readonly operationId: OperationId;
  readonly key: OperationKey;
  /** The state after the last batch that was written. */
  state: OutputState;
  durable: number;
  /** Number of writes of the operation, and how many of them are durable. */
  written: number;
  synced: number;
  /** Whether the database records that all output is durable. */
  settled: boolean;
}

/**
 * Caches the states of operations that are being written, so that a frame needs no query. An operation must remain the
 * same object while a batch is written, so clean operations are evicted only between batches.
 */
export class OperationCache {
  readonly #table: OperationTable;
  /** Least recently used operation first. */
  readonly #operations = new Map<OperationId, LiveOperation>();

  constructor(table: OperationTable) {
    this.#table = table;
  }

  /** For writers: returns the operation and keeps it in the cache. */
  get(operationId: OperationId): LiveOperation {
    const operation = this.view(operationId);
    this.#operations.delete(operationId);
    this.#operations.set(operationId, operation);
    return operation;
  }

  /** For readers: returns the operation without caching it. */
  view(operationId: OperationId): LiveOperation {
    const known = this.#operations.get(operationId);
    if (known !== undefined) return known;
    const key = operationKey(operationId);
    const state = this.#table.state(key);
    const kept = this.#table.get(key);
    const durable = Math.min(kept?.durable ?? 0, state.received);
    const settled = kept === undefined || durable === state.received;
    return { operationId, key, state, durable, written: settled ? 0 : 1, synced: 0, settled };
  }

  /** Evicts clean operations beyond the limit. No batch may be in progress. */
  trim(): void {
    if (this.#operations.size <= MOST_CLEAN) return;
    for (const [operationId, { settled }] of this.#operations) {
      if (settled) this.#operations.delete(operationId);
      if (this.#operations.size <= MOST_CLEAN) return;
    }
  }

  forget(executions: ReadonlySet<number>): void {
    for (const [operationId, { key }] of this.#operations)
      if (executions.has(key.execution)) this.#operations.delete(operationId);
  }
}
