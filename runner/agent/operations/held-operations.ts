import type { OperationId } from '../../../protocol/ids.ts';
import type { OperationResult } from '../../../protocol/runner/results.ts';
import type { HeldOperation } from '../../../protocol/runner/sync.ts';
import type { WorkMeasures } from '../../health/work-measures.ts';

/**
 * The phases of an operation, which begins as `started`:
 * - `started`: granted and handed to the keeper. Changes to `ended` with its result.
 * - `ended`: the result is known here. The operation is removed when the coordinator has accepted the result.
 * - `quarantined`: the coordinator does not know the operation. The runner ends its process tree, and keeps the
 * operation without reporting it. Changes back to `started` or `ended` if the coordinator knows the operation in a
 * later sync.
 * - `discarded`: the coordinator already has an end for the operation. The operation is removed when its process tree
 * has ended.
 *
 * A sync decision changes `started` to `discarded` or `quarantined` and `ended` to `quarantined`, or removes an
 * operation that has a result.
 */
export type HeldPhase = 'started' | 'ended' | 'quarantined' | 'discarded';

export interface TrackedOperation {
  readonly operationId: OperationId;
  phase: HeldPhase;
  result?: OperationResult;
  /** Whether the keeper has the operation or will receive it. If false, the keeper has nothing to forget. */
  readonly inKeeper: boolean;
  /** Whether this runner has requested the keeper to start the operation. */
  opening: boolean;
  /** Grace period of a requested cancel, in ms. */
  cancelled?: number;
  /** Number of payload bytes in the spool when this runner attached. */
  readonly spooled: number;
}

/** The operations that this replica was granted and has not finished. */
export class HeldOperations {
  readonly #byId = new Map<OperationId, TrackedOperation>();
  readonly #measures: Pick<WorkMeasures, 'ended' | 'delivered'>;
  readonly #onChange: () => void;

  /** `onChange` is called whenever an operation is added, ended or removed. */
  constructor(measures: Pick<WorkMeasures, 'ended' | 'delivered'>, onChange: () => void) {
    this.#measures = measures;
    this.#onChange = onChange;
  }

  get(operationId: OperationId): TrackedOperation | undefined {
    return this.#byId.get(operationId);
  }

  add(operation: TrackedOperation): void {
    this.#byId.set(operation.operationId, operation);
    this.#onChange();
  }

  /** Adds an operation that the keeper does not have and will never receive. */
  addUnstarted(operationId: OperationId): TrackedOperation {
    const operation: TrackedOperation = {
      operationId,
      phase: 'started',
      inKeeper: false,
      opening: false,
      spooled: 0,
    };
    this.add(operation);
    return operation;
  }

  /** Records the result. Quarantined and discarded operations keep their phase. */
  end(operation: TrackedOperation, result: OperationResult): void {
    operation.result = result;
    if (operation.phase === 'started') {
      operation.phase = 'ended';
      this.#measures.ended(operation.operationId, result.endedAt);
    }
    this.#onChange();
  }

  remove(operationId: OperationId): void {
    this.#byId.delete(operationId);
    this.#measures.delivered(operationId);
    this.#onChange();
  }

  /** Number of running operations, which use capacity. */
  get running(): number {
    let count = 0;
    for (const { result } of this.#byId.values()) if (result === undefined) count += 1;
    return count;
  }

  /** Number of operations whose result the coordinator has not accepted yet. */
  get undelivered(): number {
    let count = 0;
    for (const { phase } of this.#byId.values()) if (phase === 'ended') count += 1;
    return count;
  }

  /**
   * Whether the coordinator still expects a result from this replica, or this replica runs a step that the coordinator
   * knows.
   */
  get isBusy(): boolean {
    for (const { phase } of this.#byId.values()) if (phase === 'started' || phase === 'ended') return true;
    return false;
  }

  /**
   * Returns the entries for a sync request. `taken` returns how many bytes of an operation were read from the spool.
   */
  forSync(taken: (operationId: OperationId) => number): HeldOperation[] {
    return [...this.#byId.values()].map(({ operationId, result, spooled }) => ({
      operationId,
      state: result === undefined ? 'running' : 'ended',
      offset: result?.offset ?? Math.max(spooled, taken(operationId)),
    }));
  }
}
