import type { OperationId } from '../../../protocol/ids.ts';
import type { Clock } from '../../dispatch/ports.ts';
import { AheadBudget, AheadFrames } from './ahead-frames.ts';
import { OperationWriter, type OutputLog } from './operation-writer.ts';

/** Opens the kept output of an operation; it need not exist yet. */
export type OpenOutput = (operationId: OperationId) => Promise<OutputLog>;

/** Writers kept although nobody uses them just now: the next frame of their operation is near. */
const MOST_IDLE = 2048;

interface Slot {
  readonly writer: Promise<OperationWriter>;
  users: number;
}

export interface Lease {
  readonly writer: OperationWriter;
  readonly release: () => void;
}

/** The writers of operations whose output arrives: one for each operation, for as long as it is used. */
export class Outputs {
  readonly #open: OpenOutput;
  readonly #clock: Clock;
  readonly #budget = new AheadBudget();
  readonly #slots = new Map<OperationId, Slot>();

  constructor(open: OpenOutput, clock: Clock) {
    this.#open = open;
    this.#clock = clock;
  }

  /** The operation's writer, in use until it is released. */
  async lease(operationId: OperationId): Promise<Lease> {
    const slot = this.#slot(operationId);
    slot.users += 1;
    const release = (): void => {
      slot.users -= 1;
      this.#dropIdle();
    };
    try {
      return { writer: await slot.writer, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Uses the operation's writer while `work` runs. */
  async use<Result>(
    operationId: OperationId,
    work: (writer: OperationWriter) => Promise<Result>,
  ): Promise<Result> {
    const { writer, release } = await this.lease(operationId);
    try {
      return await work(writer);
    } finally {
      release();
    }
  }

  /** What is held of an operation's output. */
  offsets(operationId: OperationId): Promise<{ readonly received: number; readonly durable: number }> {
    return this.use(operationId, async (writer) => {
      await writer.flushed();
      return { received: writer.received, durable: writer.durable };
    });
  }

  /** Lets go of an operation that has ended. */
  async forget(operationId: OperationId): Promise<void> {
    const slot = this.#slots.get(operationId);
    if (slot === undefined) return;
    this.#slots.delete(operationId);
    (await slot.writer).close();
  }

  async close(): Promise<void> {
    await Promise.allSettled(Array.from(this.#slots.keys(), (operationId) => this.forget(operationId)));
  }

  #slot(operationId: OperationId): Slot {
    const known = this.#slots.get(operationId);
    if (known !== undefined) {
      // The least recently used stand first.
      this.#slots.delete(operationId);
      this.#slots.set(operationId, known);
      return known;
    }
    const writer = this.#open(operationId).then(
      (log) => new OperationWriter(operationId, log, new AheadFrames(this.#clock, this.#budget)),
    );
    writer.catch(() => this.#slots.delete(operationId));
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
