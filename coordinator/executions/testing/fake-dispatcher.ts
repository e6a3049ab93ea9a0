import type { OperationId, ReplicaId } from '../../../protocol/ids.ts';
import type { Dispatcher, QueuedOperation } from '../ports.ts';

/** A dispatcher that records the calls it receives. */
export class FakeDispatcher implements Dispatcher {
  readonly queued = new Map<OperationId, QueuedOperation>();
  readonly cancelled: { operationId: OperationId; replicaId: ReplicaId; graceSeconds: number }[] = [];
  why = 'the only matching replica is Down';
  silent: string | undefined;
  /** How often each operation was dispatched. */
  readonly dispatched = new Map<OperationId, number>();

  #waiting: ((operation: QueuedOperation) => void)[] = [];

  /** Resolves with a queued operation as soon as there is one. */
  whenQueued(): Promise<QueuedOperation> {
    const [first] = this.queued.values();
    if (first !== undefined) return Promise.resolve(first);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  dispatch(operation: QueuedOperation): void {
    this.queued.set(operation.operationId, operation);
    this.dispatched.set(operation.operationId, (this.dispatched.get(operation.operationId) ?? 0) + 1);
    for (const resolve of this.#waiting.splice(0)) resolve(operation);
  }

  withdraw(operationId: OperationId): void {
    this.queued.delete(operationId);
  }

  cancel(operationId: OperationId, replicaId: ReplicaId, graceSeconds: number): void {
    this.cancelled.push({ operationId, replicaId, graceSeconds });
  }

  get waiting(): number {
    return this.queued.size;
  }

  whyWaiting(): string {
    return this.why;
  }

  whySilent(): string | undefined {
    return this.silent;
  }
}
