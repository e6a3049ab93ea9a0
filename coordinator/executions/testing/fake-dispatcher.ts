import type { OperationId, ReplicaId } from '../../../protocol/ids.ts';
import type { Dispatcher, QueuedOperation } from '../ports.ts';

/** Remembers what it was told. */
export class FakeDispatcher implements Dispatcher {
  readonly queued = new Map<OperationId, QueuedOperation>();
  readonly cancelled: { operationId: OperationId; replicaId: ReplicaId; graceSeconds: number }[] = [];
  why = 'the only matching replica is Down';
  /** How often each operation was dispatched. */
  readonly dispatched = new Map<OperationId, number>();

  dispatch(operation: QueuedOperation): void {
    this.queued.set(operation.operationId, operation);
    this.dispatched.set(operation.operationId, (this.dispatched.get(operation.operationId) ?? 0) + 1);
  }

  withdraw(operationId: OperationId): void {
    this.queued.delete(operationId);
  }

  cancel(operationId: OperationId, replicaId: ReplicaId, graceSeconds: number): void {
    this.cancelled.push({ operationId, replicaId, graceSeconds });
  }

  whyWaiting(): string {
    return this.why;
  }
}
