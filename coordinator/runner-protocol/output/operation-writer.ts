import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { OperationId } from '../../../protocol/ids.ts';
import type { WireFrame } from '../../../protocol/runner/frames.ts';
import type { OperationLog } from '../../store/output/output.ts';
import type { AheadFrames, AheadOutcome } from './ahead-frames.ts';

/**
 * What became of a frame: taken, written by the time {@link OperationWriter.flushed} resolves, and compared where it
 * overlaps what was there; held ahead of a gap; or fenced.
 */
export type Offered =
  | { readonly kind: 'taken'; readonly compared: Promise<void> | undefined }
  | { readonly kind: 'ahead'; readonly outcome: Promise<AheadOutcome> }
  | { readonly kind: 'fenced' };

/**
 * Puts the frames of one operation into the order of their offsets, whatever the order in which requests bring them. A
 * higher epoch fences lower ones; what overlaps is compared and never rewritten.
 */
export class OperationWriter {
  readonly #operationId: OperationId;
  readonly #log: OperationLog;
  readonly #ahead: AheadFrames;
  #epoch = 0;
  /** Where the next byte belongs: all below was handed to the log, or waits for its turn. */
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
      // A held frame that overlaps: its difference is found out by the request that brings the bytes again.
      this.#take(next)?.catch(() => undefined);
    }
  }

  /** Resolves once all that was taken is written. @throws what the log said */
  async flushed(): Promise<void> {
    while (this.#pending.length > 0 || this.#flushing !== undefined)
      await (this.#flushing ?? this.#startFlush());
  }

  /** Lets go of what waits ahead of gaps. */
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
    // What a limit dropped is not there to be compared.
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

  /** What arrives during one append goes into the next, together. */
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
