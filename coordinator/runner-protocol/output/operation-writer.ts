import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { OperationId } from '../../../protocol/ids.ts';
import type { WireFrame } from '../../../protocol/runner/frames.ts';
import type { OperationLog } from '../../store/output/output.ts';
import type { AheadFrames, AheadOutcome } from './ahead-frames.ts';

/**
 * The outcome of a frame: taken, and written by the time {@link OperationWriter.flushed} resolves, and compared with
 * the stored bytes that it overlaps; held ahead of a gap; or fenced.
 */
export type Offered =
  | { readonly kind: 'taken'; readonly compared: Promise<void> | undefined }
  | { readonly kind: 'ahead'; readonly outcome: Promise<AheadOutcome> }
  | { readonly kind: 'fenced' };

/**
 * Orders the frames of one operation by offset, whatever the order in which requests bring them. A higher epoch
 * fences lower ones. Overlapping bytes are compared and never rewritten.
 */
export class OperationWriter {
  readonly #operationId: OperationId;
  readonly #log: OperationLog;
  readonly #ahead: AheadFrames;
  #epoch = 0;
  /** The next expected offset: all bytes below it were passed to the log, or are queued for it. */
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

  offer(frame: WireFrame): Offered {
    if (frame.epoch < this.#epoch) return { kind: 'fenced' };
    if (frame.epoch > this.#epoch) {
      this.#epoch = frame.epoch;
      this.#ahead.clear('fenced');
    }
    if (frame.offset > this.#next) return { kind: 'ahead', outcome: this.#ahead.hold(frame) };
    const compared = this.#take(frame);
    for (;;) {
      const next = this.#ahead.takeUpTo(this.#next);
      if (next === undefined) return { kind: 'taken', compared };
      // If a held frame differs where it overlaps, the request that repeats the bytes reports that.
      this.#take(next)?.catch(() => undefined);
    }
  }

  /** Resolves once all taken frames are written. @throws errors of the log */
  async flushed(): Promise<void> {
    while (this.#pending.length > 0 || this.#flushing !== undefined)
      await (this.#flushing ?? this.#startFlush());
  }

  /** Releases the frames that wait ahead of gaps. */
  close(): void {
    this.#ahead.clear('gap');
  }

  #take(frame: WireFrame): Promise<void> | undefined {
    const from = this.#next;
    const overlap = Math.min(frame.payload.byteLength, from - frame.offset);
    const rest = overlap === 0 ? frame.payload : frame.payload.subarray(overlap);
    if (rest.byteLength > 0) {
      this.#next += rest.byteLength;
      this.#pending.push({ ...frame, offset: from, payload: rest });
    }
    return overlap === 0 ? undefined : this.#compare(frame.offset, frame.payload.subarray(0, overlap));
  }

  async #compare(offset: number, expected: Uint8Array): Promise<void> {
    await this.flushed();
    // Bytes that a limit dropped cannot be compared.
    const known = expected.subarray(0, Math.max(0, this.#log.kept - offset));
    if (await this.#log.differs(offset, known))
      throw new OutrunnerError('output-conflict', { operation: this.#operationId, offset });
  }

  #startFlush(): Promise<void> {
    this.#flushing = this.#flush().finally(() => {
      this.#flushing = undefined;
    });
    return this.#flushing;
  }

  /** Appends the queued frames. Frames that arrive during an append share the next one. */
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
