import type { OperationId } from '../../../protocol/ids.ts';
import type { OperationResult } from '../../../protocol/runner/results.ts';
import type { HeldOperation as HeldInSync } from '../../../protocol/runner/sync.ts';
import type { WorkMeasures } from '../../health/work-measures.ts';

/**
 * - `started`: granted, and handed to the keeper.
 * - `ended`: its result is known here, and not yet accepted there.
 * - `quarantined`: the coordinator does not know it. Kept, told to nobody, its process tree ended.
 * - `discarded`: its end is known there already. Its process tree is ended, then it is forgotten.
 */
export type HeldPhase = 'started' | 'ended' | 'quarantined' | 'discarded';

export interface HeldOperation {
  readonly operationId: OperationId;
  phase: HeldPhase;
  result?: OperationResult;
  /** False where the keeper never had it: there is nothing to forget. */
  readonly inKeeper: boolean;
  /** The keeper was told to start it, and so knows it. */
  opening: boolean;
  /** A cancel came: the grace, ms. */
  cancelled?: number;
  /** Payload bytes that were spooled when this runner attached. */
  readonly spooled: number;
}

/** The operations that are granted to this replica and not yet over. */
export class HeldOperations {
  readonly #byId = new Map<OperationId, HeldOperation>();
  readonly #measures: Pick<WorkMeasures, 'ended' | 'told'>;
  readonly #onChange: () => void;

  /** `onChange` is told when an operation came, ended or went. */
  constructor(measures: Pick<WorkMeasures, 'ended' | 'told'>, onChange: () => void) {
    this.#measures = measures;
    this.#onChange = onChange;
  }

  get(operationId: OperationId): HeldOperation | undefined {
    return this.#byId.get(operationId);
  }

  add(operation: HeldOperation): void {
    this.#byId.set(operation.operationId, operation);
    this.#onChange();
  }

  /** Adds an operation that the keeper does not have and never will. */
  addUnstarted(operationId: OperationId): HeldOperation {
    const operation: HeldOperation = {
      operationId,
      phase: 'started',
      inKeeper: false,
      opening: false,
      spooled: 0,
    };
    this.add(operation);
    return operation;
  }

  /** Its result is known now. What is quarantined or discarded stays so. */
  end(operation: HeldOperation, result: OperationResult): void {
    operation.result = result;
    if (operation.phase === 'started') {
      operation.phase = 'ended';
      this.#measures.ended(operation.operationId, result.endedAt);
    }
    this.#onChange();
  }

  remove(operationId: OperationId): void {
    this.#byId.delete(operationId);
    this.#measures.told(operationId);
    this.#onChange();
  }

  /** Those that still run, and take capacity. */
  get running(): number {
    let count = 0;
    for (const { result } of this.#byId.values()) if (result === undefined) count += 1;
    return count;
  }

  /** Those that have ended, and are still to be told. */
  get undelivered(): number {
    let count = 0;
    for (const { phase } of this.#byId.values()) if (phase === 'ended') count += 1;
    return count;
  }

  /** Whether something is still to be told to the coordinator, or runs on its account. */
  get isBusy(): boolean {
    for (const { phase } of this.#byId.values()) if (phase === 'started' || phase === 'ended') return true;
    return false;
  }

  /** As a sync lists them. `taken`: how much of an operation's output came from the spool so far. */
  forSync(taken: (operationId: OperationId) => number): HeldInSync[] {
    return [...this.#byId.values()].map(({ operationId, result, spooled }) => ({
      operationId,
      state: result === undefined ? 'running' : 'ended',
      offset: result?.offset ?? Math.max(spooled, taken(operationId)),
    }));
  }
}
