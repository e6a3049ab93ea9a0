import { OutrunnerError } from '../../../../protocol/errors/outrunner-error.ts';
import { executionOf, type OperationId } from '../../../../protocol/ids.ts';
import { type OutputFrame, STREAMS, type Stream } from '../../../../protocol/runner/frames.ts';
import { asBuffer } from '../index/bytes.ts';
import { drop, type OutputState, place } from '../index/operation-state.ts';
import type { OutputCount } from '../limits/output-count.ts';
import type { OutputCounts } from '../limits/output-counts.ts';
import type { OutputLimit } from '../limits/output-limits.ts';
import type { LiveOperation } from './operation-cache.ts';
import type { WriteTask } from './output-writer.ts';
import type { WriteBatch } from './write-batch.ts';

export interface AppendContext {
  operation(operationId: OperationId): LiveOperation;
  /** Returns whether the disk reserve is untouched. */
  hasRoom(): boolean;
  readonly counts: OutputCounts;
  /** Limit, in bytes, for the frames of an operation that are stored in the database. */
  readonly inlineBytes: number;
}

/** Appends frames to the output of one operation, and drops the bytes beyond the limit of the execution. */
export class AppendTask implements WriteTask {
  /** Resolves once the frames are written. */
  readonly done: Promise<void>;
  readonly #context: AppendContext;
  readonly #operationId: OperationId;
  readonly #frames: readonly OutputFrame[];
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  /** `frames`: see {@link OperationLog.append}. */
  constructor(context: AppendContext, operationId: OperationId, frames: readonly OutputFrame[]) {
    this.#context = context;
    this.#operationId = operationId;
    this.#frames = frames;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  prepare(batch: WriteBatch): Promise<void> | undefined {
    const operation = this.#context.operation(this.#operationId);
    requireContinuation(batch.stateOf(operation), this.#frames, this.#operationId);
    if (!this.#context.hasRoom()) throw new OutrunnerError('storage-full', { path: 'the output' });
    const limit = this.#context.counts.limitOf(this.#operationId);
    if (limit !== undefined) return this.#placeWithin(limit, batch, operation);
    this.#place(batch, operation);
    return undefined;
  }

  fail(error: unknown): void {
    this.undo();
    this.#reject(error);
  }

  undo(): void {
    this.#context.counts.forget(executionOf(this.#operationId));
  }

  async #placeWithin(limit: OutputLimit, batch: WriteBatch, operation: LiveOperation): Promise<void> {
    const { counts } = this.#context;
    const count = await counts.countOf(this.#operationId, limit);
    this.#place(batch, operation, count);
    if (!count.isReached || count.isReported) return;
    count.isReported = true;
    batch.written.push(() => counts.reached(this.#operationId, limit));
  }

  #place(batch: WriteBatch, operation: LiveOperation, count?: OutputCount): void {
    let state = batch.stateOf(operation);
    for (const frame of this.#frames) {
      const payload = asBuffer(frame.payload);
      const admitted = count?.admit(payload, isInLine(state, frame.stream)) ?? payload.byteLength;
      // All bytes after dropped bytes are dropped too.
      const within = state.kept < state.received ? 0 : admitted;
      if (within > 0) {
        const kept = payload.subarray(0, within);
        const placed = place(state, frame.stream, frame.time, kept, this.#context.inlineBytes);
        batch.addRow(operation, placed.row);
        state = placed.state;
      }
      if (within < payload.byteLength) state = drop(state, payload.subarray(within));
    }
    if (state !== batch.stateOf(operation)) batch.setState(operation, state);
    batch.written.push(this.#resolve);
  }
}

function isInLine({ streams }: OutputState, stream: Stream): boolean {
  return (streams[STREAMS.indexOf(stream)]?.tail ?? 0) > 0;
}

/**
 * Throws `frames-invalid` unless each frame begins at the current end of the output, and `output-complete` for bytes
 * after the verified end.
 */
function requireContinuation(
  { received, phase }: OutputState,
  frames: readonly OutputFrame[],
  operation: OperationId,
): void {
  let end = received;
  for (const { offset, payload } of frames) {
    if (offset !== end)
      throw new OutrunnerError('frames-invalid', {
        problem: `a frame begins at byte ${offset}, and the stored output ends at byte ${end}`,
      });
    end += payload.byteLength;
  }
  if (end > received && phase === 'finished')
    throw new OutrunnerError('output-complete', { operation, offset: received });
}
