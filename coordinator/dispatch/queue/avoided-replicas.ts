import type { OperationId, ReplicaId } from '../../../protocol/ids.ts';
import type { Clock } from '../ports.ts';

/** How long a step avoids a replica after the first return, in ms. The time doubles with each further return. */
const FIRST_AVOIDANCE = 1000;
const LONGEST_AVOIDANCE = 60_000;

interface Avoidance {
  readonly replicas: ReadonlySet<ReplicaId>;
  readonly cancelTimer: () => void;
}

/**
 * Tracks which replicas gave back the step of a queued operation as not started, so that the step is offered to other
 * replicas first. The avoidance expires, so that a step is eventually offered again to its only replica.
 */
export class AvoidedReplicas {
  readonly #clock: Clock;
  readonly #onExpired: (operationId: OperationId) => void;
  readonly #ofOperation = new Map<OperationId, Avoidance>();

  constructor(clock: Clock, onExpired: (operationId: OperationId) => void) {
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  /** Makes an operation avoid the replicas in `returnedBy`, which contains one entry per return of the step. */
  add(operationId: OperationId, returnedBy: readonly ReplicaId[]): void {
    this.delete(operationId);
    const wait = Math.min(LONGEST_AVOIDANCE, FIRST_AVOIDANCE * 2 ** (returnedBy.length - 1));
    const cancelTimer = this.#clock.after(wait, () => {
      this.#ofOperation.delete(operationId);
      this.#onExpired(operationId);
    });
    this.#ofOperation.set(operationId, { replicas: new Set(returnedBy), cancelTimer });
  }

  /** Returns whether the operation currently avoids the replica; without `replicaId`, whether it avoids any replica. */
  has(operationId: OperationId, replicaId?: ReplicaId): boolean {
    const avoidance = this.#ofOperation.get(operationId);
    if (avoidance === undefined) return false;
    return replicaId === undefined || avoidance.replicas.has(replicaId);
  }

  delete(operationId: OperationId): void {
    this.#ofOperation.get(operationId)?.cancelTimer();
    this.#ofOperation.delete(operationId);
  }

  close(): void {
    for (const { cancelTimer } of this.#ofOperation.values()) cancelTimer();
    this.#ofOperation.clear();
  }
}
