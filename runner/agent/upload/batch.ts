import type { OperationId } from '../../../protocol/ids.ts';
import { encodeFrameHead, frameBytes, type OutputFrame } from '../../../protocol/runner/frames.ts';
import type { OutputWriter } from './output-writer.ts';

/** With so much waiting, an operation need not wait for its request under way. */
const WORTH_ANOTHER_REQUEST = 64 * 1024;

/** One `output` request that is being filled. */
export class Batch {
  /** Whose frames it holds, of which epoch. */
  readonly epochs = new Map<OperationId, number>();
  readonly #memory: Buffer;
  #length = 0;

  /** `memory`: as long as the request may be, and at least one frame. */
  constructor(memory: Buffer) {
    this.#memory = memory;
  }

  get bytes(): Buffer {
    return this.#memory.subarray(0, this.#length);
  }

  /** Copies the frame, if it fits. */
  add(frame: OutputFrame): boolean {
    if (this.#length + frameBytes(frame) > this.#memory.byteLength) return false;
    this.#length += encodeFrameHead(frame).copy(this.#memory, this.#length);
    this.#memory.set(frame.payload, this.#length);
    this.#length += frame.payload.byteLength;
    this.epochs.set(frame.operationId, frame.epoch);
    return true;
  }
}

/**
 * The writers whose frames are to be sent now. An operation's first bytes go at once; further ones gather while its request
 * is under way, unless they are many.
 */
export function dueWriters(writers: Iterable<OutputWriter>): OutputWriter[] {
  return [...writers].filter(
    ({ queuedBytes, flights }) => queuedBytes > 0 && (flights === 0 || queuedBytes >= WORTH_ANOTHER_REQUEST),
  );
}

/** Fills a request with frames of these writers in turn, as many as fit. */
export function fillBatch(batch: Batch, writers: readonly OutputWriter[]): void {
  for (let turn = writers; turn.length > 0; ) {
    turn = turn.filter((writer) => writer.moveTo(batch) && writer.queuedBytes > 0);
  }
}
