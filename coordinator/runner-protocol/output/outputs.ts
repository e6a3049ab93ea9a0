import type { OperationId } from '../../../protocol/ids.ts';
import type { Clock } from '../../dispatch/ports.ts';
import type { FinishVerdict, Output } from '../../store/output/output.ts';
import { AheadBudget, AheadFrames } from './ahead-frames.ts';
import { OperationWriter } from './operation-writer.ts';

/** The part of the output store that receiving output needs. */
export type OutputStore = Pick<Output, 'log' | 'finish' | 'end'>;

/**
 * Number of writers above which unused writers are dropped. Below this number, unused writers are retained, because
 * their operations probably continue to write.
 */
const MOST_IDLE = 2048;

interface Slot {
  readonly writer: OperationWriter;
  users: number;
}

export interface Lease {
  readonly writer: OperationWriter;
  readonly release: () => void;
}

/** The writers of operations that receive output, one per operation. */
export class Outputs {
  readonly #store: OutputStore;
  readonly #clock: Clock;
  readonly #budget = new AheadBudget();
  readonly #slots = new Map<OperationId, Slot>();

  constructor(store: OutputStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Returns the operation's writer, which stays in use until it is released. */
  lease(operationId: OperationId): Lease {
    const slot = this.#slot(operationId);
    slot.users += 1;
    const release = (): void => {
      slot.users -= 1;
      this.#dropIdle();
    };
    return { writer: slot.writer, release };
  }

  /** Returns the number of stored bytes of an operation. */
  async received(operationId: OperationId): Promise<number> {
    await this.#flushed(operationId);
    return this.#store.log(operationId).received;
  }

  /** Verifies that an operation's output is complete, and makes it durable. See {@link Output.finish}. */
  async finish(
    operationId: OperationId,
    end: { readonly offset: number; readonly digest: number },
  ): Promise<FinishVerdict> {
    await this.#flushed(operationId);
    return this.#store.finish(operationId, end);
  }

  /** Closes an operation's output at its current end. */
  end(operationId: OperationId): Promise<void> {
    return this.#store.end(operationId);
  }

  /** Releases the writer of an operation that has ended. */
  forget(operationId: OperationId): void {
    this.#slots.get(operationId)?.writer.close();
    this.#slots.delete(operationId);
  }

  close(): void {
    for (const operationId of this.#slots.keys()) this.forget(operationId);
  }

  async #flushed(operationId: OperationId): Promise<void> {
    await this.#slots.get(operationId)?.writer.flushed();
  }

  #slot(operationId: OperationId): Slot {
    const known = this.#slots.get(operationId);
    if (known !== undefined) {
      // Ordered by use, least recently used first.
      this.#slots.delete(operationId);
      this.#slots.set(operationId, known);
      return known;
    }
    const ahead = new AheadFrames(this.#clock, this.#budget);
    const writer = new OperationWriter(operationId, this.#store.log(operationId), ahead);
    const slot = { writer, users: 0 };
    this.#slots.set(operationId, slot);
    return slot;
  }

  #dropIdle(): void {
    if (this.#slots.size <= MOST_IDLE) return;
    for (const [operationId, slot] of this.#slots) {
      if (slot.users > 0) continue;
      this.#slots.delete(operationId);
      return;
    }
  }
}
