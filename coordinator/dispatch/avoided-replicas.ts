import type { OperationId, ReplicaId } from '../../protocol/ids.ts';
import type { Clock } from './ports.ts';

/** How long the replicas are avoided that gave a step back once, ms; twice as long after each further time. */
const FIRST_AVOIDANCE = 1000;
const LONGEST_AVOIDANCE = 60_000;

interface Avoidance {
  readonly replicas: ReadonlySet<ReplicaId>;
  readonly cancelTimer: () => void;
}

/**
 * Replicas that gave a step back as not started, for each queued operation of such a step: it is offered to others first.
 * An avoidance ends by itself, so that a step whose only replica works again is offered to it.
 */
export class AvoidedReplicas {
  readonly #clock: Clock;
  readonly #onOver: (operationId: OperationId) => void;
  readonly #ofOperation = new Map<OperationId, Avoidance>();

  constructor(clock: Clock, onOver: (operationId: OperationId) => void) {
    this.#clock = clock;
    this.#onOver = onOver;
  }

  /** `returnedBy`: one entry for each time that the step was given back. */
  add(operationId: OperationId, returnedBy: readonly ReplicaId[]): void {
    this.delete(operationId);
    const wait = Math.min(LONGEST_AVOIDANCE, FIRST_AVOIDANCE * 2 ** (returnedBy.length - 1));
    const cancelTimer = this.#clock.after(wait, () => {
      this.#ofOperation.delete(operationId);
      this.#onOver(operationId);
    });
    this.#ofOperation.set(operationId, { replicas: new Set(returnedBy), cancelTimer });
  }

  /** Whether the operation avoids the replica now; without one: any. */
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
