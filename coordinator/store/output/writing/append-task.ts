import { isEpochMilliseconds } from '../../../../protocol/bounds.ts';
import { OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import { executionOf, type OperationId } from '../../../../protocol/ids.ts';
import type { OutputFrame } from '../../../../protocol/runner/frames.ts';
import { STREAMS } from '../../../../protocol/runner/frames.ts';
import type { OutputCounts } from '../limits/output-counts.ts';
import { type ArrivingRow, rowsWithinLimits } from '../limits/rows-within-limits.ts';
import type { WriteReceipt } from '../output.ts';
import type { LiveOperation } from './operation-cache.ts';
import type { WriteTask } from './output-writer.ts';
import { type Placement, placeFrames } from './place-frames.ts';
import type { WriteBatch } from './write-batch.ts';

export interface AppendContext {
  operation(operationId: OperationId): LiveOperation;
  /** Whether other bytes than these are stored from `offset` on, or bytes of another stream. */
  differs(operation: LiveOperation, offset: number, bytes: Uint8Array, stream: number): Promise<boolean>;
  /** Whether the disk reserve is untouched. */
  hasRoom(): boolean;
  readonly counts: OutputCounts;
}

/** The frames of one operation, and their indexes in the call. */
interface Group {
  readonly frames: OutputFrame[];
  readonly order: number[];
}

interface Placed extends Placement {
  readonly operation: LiveOperation;
  readonly order: readonly number[];
}

/** Appends the frames of one call. */
export class AppendTask implements WriteTask {
  readonly receipts: Promise<readonly WriteReceipt[]>;
  readonly #context: AppendContext;
  readonly #groups: ReadonlyMap<OperationId, Group>;
  #resolve: (receipts: readonly WriteReceipt[]) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  /** Throws `frames-invalid` for a frame whose numbers cannot be stored, because it would also fail the frames of others. */
  constructor(context: AppendContext, frames: readonly OutputFrame[]) {
    if (!frames.every(({ time, offset }) => isEpochMilliseconds(time) && Number.isSafeInteger(offset)))
      throw new OutrunnerError('frames-invalid', { problem: 'a time or an offset is out of range' });
    this.#context = context;
    this.#groups = byOperation(frames);
    this.receipts = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  prepare(batch: WriteBatch): 'done' | 'commit-first' | Promise<'done'> {
    const placements: Placed[] = [];
    for (const [operationId, { frames, order }] of this.#groups) {
      const operation = this.#context.operation(operationId);
      const placement = placeFrames(batch.stateOf(operation), frames);
      if (placement.overlaps.length > 0 && batch.states.has(operation)) return 'commit-first';
      placements.push({ operation, order, ...placement });
    }
    if (placements.some(({ rows }) => rows.length > 0) && !this.#context.hasRoom())
      throw new OutrunnerError('storage-full', { path: 'the output' });
    const overlaps = placements.some((placed) => placed.overlaps.length > 0);
    const { counts } = this.#context;
    const limited = placements.some(({ operation: { operationId, state } }) => {
      return state.kept < state.received || counts.limitOf(operationId) !== undefined;
    });
    if (overlaps || limited) return this.#takeSlowly(batch, placements);
    return this.#take(batch, rowsOf(placements), placements);
  }

  fail(error: unknown): void {
    for (const operationId of this.#groups.keys()) this.#context.counts.forget(executionOf(operationId));
    this.#reject(error);
  }

  async #takeSlowly(batch: WriteBatch, placements: readonly Placed[]): Promise<'done'> {
    const compared: Placed[] = [];
    for (const placed of placements) compared.push(await this.#compareOne(placed));
    const { counts } = this.#context;
    const within = await rowsWithinLimits(rowsOf(compared), counts, (operation) => batch.stateOf(operation));
    const limited = compared.map((placed) => ({
      ...placed,
      state: within.states.get(placed.operation) ?? placed.state,
    }));
    batch.written.push(() => {
      for (const [operation, limit] of within.reached) counts.reached(operation.operationId, limit);
    });
    return this.#take(batch, within.rows, limited);
  }

  async #compareOne(placed: Placed): Promise<Placed> {
    const { operation, overlaps } = placed;
    for (const overlap of overlaps) {
      const { operationId, offset, stream } = overlap;
      // Bytes that a limit dropped cannot be compared.
      const payload = overlap.payload.subarray(0, Math.max(0, operation.state.kept - offset));
      if (!(await this.#context.differs(operation, offset, payload, STREAMS.indexOf(stream)))) continue;
      const refused = new OutrunnerError('output-conflict', { operation: operationId, offset });
      return { ...placed, rows: [], refused };
    }
    return placed;
  }

  #take(batch: WriteBatch, rows: readonly ArrivingRow[], placements: readonly Placed[]): 'done' {
    for (const { operation, row } of rows) batch.addRow(operation, row);
    for (const { operation, rows, state } of placements)
      if (rows.length > 0) batch.setState(operation, state);
    batch.written.push(() => this.#resolve(placements.map(receiptOf)));
    return 'done';
  }
}

/** Returns the rows in the order of the call, which may alternate between operations. */
function rowsOf(placements: readonly Placed[]): readonly ArrivingRow[] {
  return placements
    .flatMap(({ operation, order, origins, rows }) =>
      rows.map((row, index) => ({ operation, row, place: order[origins[index] ?? 0] ?? 0 })),
    )
    .sort((one, other) => one.place - other.place);
}

function byOperation(frames: readonly OutputFrame[]): ReadonlyMap<OperationId, Group> {
  const groups = new Map<OperationId, Group>();
  for (const [place, frame] of frames.entries()) {
    const group = groups.get(frame.operationId) ?? { frames: [], order: [] };
    groups.set(frame.operationId, group);
    group.frames.push(frame);
    group.order.push(place);
  }
  return groups;
}

function receiptOf({ operation, refused }: Placed): WriteReceipt {
  const receipt = {
    operationId: operation.operationId,
    received: operation.state.received,
    durable: operation.durable,
  };
  return refused === undefined ? receipt : { ...receipt, refused };
}
