import type { OperationId } from '../../../protocol/ids.ts';
import { type OperationKey, operationKey } from './operation-key.ts';
import type { OperationState } from './operation-state.ts';
import type { OperationTable } from './operation-table.ts';

/** Operations that are kept in memory although all of them is durable. */
const MOST_CLEAN = 4096;

/** An operation in memory. */
export interface LiveOperation {
  readonly operationId: OperationId;
  readonly key: OperationKey;
  /** As it is written. */
  state: OperationState;
  durable: number;
  /** Counts writes of any kind, and up to which of them all is durable. */
  written: number;
  synced: number;
  /** Whether the database notes that all is durable. */
  settled: boolean;
}

/**
 * States of the operations that are written, so that a frame costs no query. While a batch is written an operation is
 * one object, so what is clean leaves only in between.
 */
export class OperationCache {
  readonly #table: OperationTable;
  /** The least recently used stand first. */
  readonly #operations = new Map<OperationId, LiveOperation>();

  constructor(table: OperationTable) {
    this.#table = table;
  }

  /** For writers: the operation, kept from here on. */
  get(operationId: OperationId): LiveOperation {
    const operation = this.view(operationId);
    this.#operations.delete(operationId);
    this.#operations.set(operationId, operation);
    return operation;
  }

  /** For readers: the operation as it is, not kept. */
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

  /** Lets go of clean operations beyond the bound. No batch is under way. */
  trim(): void {
    if (this.#operations.size <= MOST_CLEAN) return;
    for (const [operationId, { settled }] of this.#operations) {
      if (settled) this.#operations.delete(operationId);
      if (this.#operations.size <= MOST_CLEAN) return;
    }
  }

  forget(execution: number): void {
    for (const [operationId, { key }] of this.#operations)
      if (key.execution === execution) this.#operations.delete(operationId);
  }
}
