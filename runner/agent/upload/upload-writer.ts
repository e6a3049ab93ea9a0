import type { OperationId } from '../../../protocol/ids.ts';
import type { WireFrame } from '../../../protocol/runner/frames.ts';
import type { BufferPool } from '../../../support/memory/buffer-pool.ts';
import type { OutputSubscription } from '../../keeper-client/keeper-client.ts';
import type { KeeperFrame } from '../../link/messages.ts';
import type { Batch } from './batch.ts';

/** Maximum exponent of an epoch leap. First epochs are in seconds, and 2^17 s are more than a day. */
const LARGEST_LEAP = 17;

/**
 * The state of one operation's upload, and its queue of unsent frames. Offsets count masked payload bytes.
 *
 * A writer is *suspended* until `start`, then *running*: it takes frames from the spool in order from the start offset.
 * After any failure, the writer is suspended, and starts again with a higher epoch at the offset up to which the
 * coordinator has stored the output. It has *finished* once the coordinator has received all output up to the end, or
 * `obstacle` is set.
 */
export class UploadWriter {
  readonly operationId: OperationId;
  epoch: number;
  /** Offset up to which the coordinator has stored the output, without gaps. */
  received: number;
  /** Offset at which this epoch started. */
  startedAt: number;
  /** Offset below which the spool was requested to free its space. */
  released = 0;
  /** Offset up to which output was taken from the spool. */
  taken: number;
  /** Number of requests in flight that contain frames of this epoch. */
  flights = 0;
  queuedBytes = 0;
  /** Why the remaining output can never be sent; undefined if it can. */
  obstacle: string | undefined;
  /** Consecutive restarts without progress. */
  setbacks = 0;
  readonly #pool: BufferPool;
  #queue: WireFrame[] = [];
  #queueHead = 0;
  /** Offset of the next byte to take; undefined while suspended. */
  #next: number | undefined;
  #subscription: OutputSubscription | undefined;
  #creditOwed = 0;

  constructor(operationId: OperationId, epoch: number, received: number, pool: BufferPool) {
    this.operationId = operationId;
    this.#pool = pool;
    this.epoch = epoch;
    this.received = received;
    this.startedAt = received;
    this.taken = received;
  }

  /** Starts an epoch at `offset`. The coordinator has stored everything below `offset`. */
  start(offset: number): void {
    this.received = offset;
    this.startedAt = offset;
    this.#next = offset;
    this.obstacle = undefined;
  }

  /** Takes and sends nothing until the next `start`, whose epoch must be higher than the current one. */
  suspend(): void {
    this.epoch += 1;
    this.#next = undefined;
    this.flights = 0;
    this.#emptyQueue();
    this.#subscription = undefined;
    this.#creditOwed = 0;
  }

  /**
   * Raises the epoch after the coordinator reported a higher epoch without its value. Each consecutive leap is larger.
   */
  leapEpoch(): void {
    this.epoch += 2 ** Math.min(this.setbacks, LARGEST_LEAP);
  }

  /** Sets the subscription. Gives credit at once for frames that arrived earlier. */
  subscribed(subscription: OutputSubscription): void {
    this.#subscription = subscription;
    this.#credit(0);
  }

  /** Ends the subscription. */
  unsubscribe(): void {
    this.#subscription?.close();
    this.suspend();
  }

  /**
   * Queues the part of a frame that continues the output. Drops a frame after a gap: it comes from an earlier
   * subscription. Skips bytes below `received`: an earlier request has delivered them despite its failure, and the
   * spool may have freed them.
   */
  take(frame: KeeperFrame): void {
    const { offset, payload: bytes } = frame;
    if (this.#next === undefined) return;
    this.#next = Math.max(this.#next, this.received);
    if (offset > this.#next) return;
    const known = this.#next - offset;
    if (known >= bytes.byteLength) {
      this.#credit(bytes.byteLength);
      return;
    }
    if (known > 0) this.#credit(known);
    const payload = this.#pool.copy(known === 0 ? bytes : bytes.subarray(known));
    this.#queue.push({
      operationId: this.operationId,
      stream: frame.stream,
      epoch: this.epoch,
      offset: this.#next,
      time: frame.time,
      payload,
    });
    this.queuedBytes += payload.byteLength;
    this.#next += payload.byteLength;
    this.taken = Math.max(this.taken, this.#next);
  }

  /**
   * Moves the next frame into a request if it fits, and returns its credit to the keeper. Returns whether a frame was
   * moved.
   */
  moveTo(batch: Batch): boolean {
    const frame = this.#queue[this.#queueHead];
    if (frame === undefined || !batch.add(frame)) return false;
    this.#queueHead += 1;
    this.queuedBytes -= frame.payload.byteLength;
    this.#pool.give(frame.payload);
    if (this.queuedBytes === 0) this.#emptyQueue();
    this.#credit(frame.payload.byteLength);
    return true;
  }

  #emptyQueue(): void {
    for (const { payload } of this.#queue.slice(this.#queueHead)) this.#pool.give(payload);
    this.#queue = [];
    this.#queueHead = 0;
    this.queuedBytes = 0;
  }

  #credit(bytes: number): void {
    this.#creditOwed += bytes;
    if (this.#subscription === undefined || this.#creditOwed === 0) return;
    this.#subscription.credit(this.#creditOwed);
    this.#creditOwed = 0;
  }
}
