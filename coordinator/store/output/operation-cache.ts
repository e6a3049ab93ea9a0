import type { OperationId } from '../../../protocol/ids.ts';
import { type OperationKey, operationIdOf, operationKey } from './operation-key.ts';
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
  /** Whether the database knows that `durable` is all. */
  settled: boolean;
}

/** States of the operations in use, so that a frame costs no query. */
export class OperationCache {
  readonly #table: OperationTable;
  /** The least recently used stand first. */
  readonly #operations = new Map<OperationId, LiveOperation>();

  constructor(table: OperationTable) {
    this.#table = table;
  }

  get(operationId: OperationId): LiveOperation {
    const known = this.#operations.get(operationId);
    if (known !== undefined) {
      this.#operations.delete(operationId);
      this.#operations.set(operationId, known);
      return known;
    }
    const key = operationKey(operationId);
    const state = this.#table.state(key);
    const kept = this.#table.get(key);
    const durable = Math.min(kept?.durable ?? 0, state.received);
    const operation = {
      operationId,
      key,
      state,
      durable,
      settled: kept === undefined || durable === state.received,
    };
    this.#operations.set(operationId, operation);
    this.#drop();
    return operation;
  }

  /** Bytes of an operation that are durable, without bringing it into memory. */
  durable(key: OperationKey): number {
    return this.#operations.get(operationIdOf(key))?.durable ?? this.#table.get(key)?.durable ?? 0;
  }

  forget(execution: number): void {
    for (const [operationId, { key }] of this.#operations)
      if (key.execution === execution) this.#operations.delete(operationId);
  }

  #drop(): void {
    if (this.#operations.size <= MOST_CLEAN) return;
    for (const [operationId, { settled }] of this.#operations) {
      if (!settled) continue;
      this.#operations.delete(operationId);
      return;
    }
  }
}
