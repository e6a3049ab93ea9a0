import { setTimeout as sleep } from 'node:timers/promises';
import { LinkRefusal } from '../../link/link-refusal.ts';
import type { KeeperOperation } from '../../link/messages.ts';
import { Operation, type OperationListener } from './operation.ts';
import type { OperationSurroundings } from './operation-surroundings.ts';

const LONGEST_END_MILLISECONDS = 5000;

/** The operations that the keeper holds. */
export class KeeperOperations {
  readonly #surroundings: OperationSurroundings;
  readonly #listener: OperationListener;
  readonly #held = new Map<string, Operation>();

  constructor(surroundings: OperationSurroundings, listener: OperationListener, left: readonly Operation[]) {
    this.#surroundings = surroundings;
    this.#listener = listener;
    for (const operation of left) this.#held.set(operation.operationId, operation);
  }

  /** The operations as reported to a runner that attaches. */
  get list(): KeeperOperation[] {
    return [...this.#held.values()].map((operation) => operation.held);
  }

  /** The operations that have not ended. */
  get active(): Operation[] {
    return [...this.#held.values()].filter((operation) => !operation.result);
  }

  find(operationId: string): Operation | undefined {
    return this.#held.get(operationId);
  }

  get(operationId: string): Operation {
    const operation = this.#held.get(operationId);
    if (!operation) throw new LinkRefusal('unknown-operation', `Operation ${operationId} is not held here.`);
    return operation;
  }

  /** Returns the operation, which is created if it is unknown. Throws while operations cannot be recorded. */
  begin(operationId: string): Operation {
    const known = this.#held.get(operationId);
    if (known) return known;
    const { records } = this.#surroundings;
    if (records.failure) records.recover();
    const { failure } = records;
    if (failure) throw new LinkRefusal('storage', `The runner's disk failed: ${failure.message}.`);
    const operation = new Operation(this.#surroundings, this.#listener, operationId);
    this.#held.set(operationId, operation);
    return operation;
  }

  /** Cancels all operations. Resolves when they have ended, at the latest 5 s after the grace period (ms). */
  async endAll(grace: number): Promise<void> {
    const { active } = this;
    await Promise.all(active.map((operation) => operation.cancel(grace)));
    const ended = Promise.all(active.map((operation) => operation.ended));
    await Promise.race([ended, sleep(grace + LONGEST_END_MILLISECONDS, undefined, { ref: false })]);
  }

  delete(operationId: string): void {
    this.#held.delete(operationId);
  }
}
