import type { OperationId } from '../../../protocol/ids.ts';
import { encodeFrameHead, frameBytes, type WireFrame } from '../../../protocol/runner/frames.ts';
import type { UploadWriter } from './upload-writer.ts';

/** While a request of an operation is in flight, its next request is sent once this many bytes are queued. */
const WORTH_ANOTHER_REQUEST = 64 * 1024;

/** An `output` request that is being filled. */
export class Batch {
  /** The writer epoch of each operation that has frames in this request. */
  readonly epochs = new Map<OperationId, number>();
  readonly #memory: Buffer;
  #length = 0;

  /** `memory` is as long as the largest request, and has room for at least one frame. */
  constructor(memory: Buffer) {
    this.#memory = memory;
  }

  get bytes(): Buffer {
    return this.#memory.subarray(0, this.#length);
  }

  /** Copies the frame if it fits. Returns whether it did. */
  add(frame: WireFrame): boolean {
    if (this.#length + frameBytes(frame) > this.#memory.byteLength) return false;
    this.#length += encodeFrameHead(frame).copy(this.#memory, this.#length);
    this.#memory.set(frame.payload, this.#length);
    this.#length += frame.payload.byteLength;
    this.epochs.set(frame.operationId, frame.epoch);
    return true;
  }
}

/**
 * Returns the writers whose frames are to be sent now. The first bytes of an operation are sent at once. While that
 * request is in flight, further bytes are collected until they justify another request.
 */
export function dueWriters(writers: Iterable<UploadWriter>): UploadWriter[] {
  return [...writers].filter(
    ({ queuedBytes, flights }) => queuedBytes > 0 && (flights === 0 || queuedBytes >= WORTH_ANOTHER_REQUEST),
  );
}

/** Fills a request with as many frames as fit, taking them from one writer after another. */
export function fillBatch(batch: Batch, writers: readonly UploadWriter[]): void {
  for (let turn = writers; turn.length > 0; ) {
    turn = turn.filter((writer) => writer.moveTo(batch) && writer.queuedBytes > 0);
  }
}
