import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { OperationId } from '../../../protocol/ids.ts';
import type { WireFrame } from '../../../protocol/runner/frames.ts';
import type { OperationLog } from '../../store/output/output.ts';
import type { AheadFrames } from './ahead-frames.ts';
import { differs } from './overlap.ts';

/**
 * The outcome of a frame. `taken`: it is written once {@link OperationWriter.flushed} resolves. `gap`: the bytes before
 * it did not arrive. `fenced`: a frame with a higher epoch has arrived.
 */
export type FrameVerdict = 'taken' | 'gap' | 'fenced';

/**
 * Orders the frames of one operation by offset, in whatever order requests deliver them. A higher epoch fences lower
 * ones. Repeated bytes are not written again, but compared with the stored bytes ({@link differs}). The log
 * accepts only frames that begin where its stored bytes end.
 */
export class OperationWriter {
  readonly #operationId: OperationId;
  readonly #log: OperationLog;
  readonly #ahead: AheadFrames;
  #epoch = 0;
  /** The next expected offset. All bytes below it are queued for the log or were passed to the log. */
  #next: number;
  #pending: WireFrame[] = [];
  #flushing: Promise<void> | undefined;

  constructor(operationId: OperationId, log: OperationLog, ahead: AheadFrames) {
    this.#operationId = operationId;
    this.#log = log;
    this.#ahead = ahead;
    this.#next = log.received;
  }

  get received(): number {
    return this.#log.received;
  }

  get durable(): number {
    return this.#log.durable;
  }

  /**
   * Returns a verdict at once, unless the frame waits for the gap before it to be filled, or for a comparison with the
   * stored bytes that it overlaps. Rejects with `output-conflict` if these bytes differ, and with errors of the log.
   */
  offer(frame: WireFrame): FrameVerdict | Promise<FrameVerdict> {
    if (frame.epoch < this.#epoch) return 'fenced';
    if (frame.epoch > this.#epoch) {
      this.#epoch = frame.epoch;
      this.#ahead.clear('fenced');
    }
    if (frame.offset > this.#next) return this.#ahead.hold(frame);
    const verdict = this.#take(frame);
    for (;;) {
      const next = this.#ahead.takeUpTo(this.#next);
      if (next === undefined) return verdict;
      const held = this.#take(next);
      // If a buffered frame differs from the bytes that it overlaps, the request that repeats these bytes reports the
      // conflict.
      if (held !== 'taken') held.catch(() => undefined);
    }
  }

  /** Resolves once all accepted frames are written. @throws errors of the log */
  async flushed(): Promise<void> {
    while (this.#pending.length > 0 || this.#flushing !== undefined)
      await (this.#flushing ?? this.#startFlush());
  }

  /** Releases the frames that are buffered ahead of gaps. */
  close(): void {
    this.#ahead.clear('gap');
  }

  /**
   * Queues the new bytes of a frame that begins at or below the next offset, and compares its other bytes with the
   * stored ones.
   */
  #take(frame: WireFrame): 'taken' | Promise<'taken'> {
    const { offset, payload } = frame;
    const overlap = Math.min(payload.byteLength, this.#next - offset);
    if (overlap === 0) {
      this.#queue(frame);
      return 'taken';
    }
    this.#queue({ ...frame, offset: offset + overlap, payload: payload.subarray(overlap) });
    return this.#compare({ ...frame, payload: payload.subarray(0, overlap) });
  }

  #queue(frame: WireFrame): void {
    if (frame.payload.byteLength === 0) return;
    this.#next += frame.payload.byteLength;
    this.#pending.push(frame);
  }

  async #compare(repeated: WireFrame): Promise<'taken'> {
    await this.flushed();
    const { offset, payload } = repeated;
    if (!differs(repeated, await this.#log.frames(offset, offset + payload.byteLength))) return 'taken';
    throw new OutrunnerError('output-conflict', { operation: this.#operationId, offset });
  }

  #startFlush(): Promise<void> {
    this.#flushing = this.#flush().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  /** Appends the queued frames. Frames that arrive during an append share the next append. */
  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        await this.#log.append(batch);
      } catch (error) {
        this.#pending = [];
        this.#next = this.#log.received;
        this.#ahead.clear('gap');
        throw error;
      }
    }
  }
}
