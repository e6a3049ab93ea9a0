import type { OperationId } from '../../../protocol/ids.ts';
import type { OutputFrame as WireFrame } from '../../../protocol/runner/frames.ts';
import type { Subscription } from '../../keeper-client/keeper-client.ts';
import type { OutputFrame as SpoolFrame } from '../../link/messages.ts';
import type { Batch } from './batch.ts';
import type { BlockPool } from './block-pool.ts';

/** As a power of two: a day's worth of seconds, which epochs begin at. */
const LARGEST_LEAP = 17;

/**
 * How far the output of one operation has come on its way, and the frames that wait to be sent. Bytes count masked payload.
 *
 * Frames are taken from the spool in order from `start` on. Whatever goes wrong with an upload, it begins again there, with
 * a higher epoch, at the offset that the coordinator holds.
 */
export class OutputWriter {
  readonly operationId: OperationId;
  epoch: number;
  /** What the coordinator holds, contiguous from 0. */
  received: number;
  /** Where this epoch began. */
  startedAt: number;
  /** Below this the spool was told to free its space. */
  released = 0;
  /** Offset up to which output came from the spool. */
  taken: number;
  /** Requests under way that hold frames of this writer's epoch. */
  flights = 0;
  queuedBytes = 0;
  /** Why no more can ever be sent, though there is more. */
  obstacle: string | undefined;
  /** How often in a row it started again without having got further. */
  setbacks = 0;
  readonly #pool: BlockPool;
  #queue: WireFrame[] = [];
  #queueHead = 0;
  /** Offset of the next byte to be taken; undefined while nothing may be taken. */
  #next: number | undefined;
  #subscription: Subscription | undefined;
  #creditOwed = 0;

  constructor(operationId: OperationId, epoch: number, received: number, pool: BlockPool) {
    this.operationId = operationId;
    this.#pool = pool;
    this.epoch = epoch;
    this.received = received;
    this.startedAt = received;
    this.taken = received;
  }

  /** What is taken from now on begins at that offset. */
  start(offset: number): void {
    this.received = offset;
    this.startedAt = offset;
    this.#next = offset;
    this.obstacle = undefined;
  }

  /** Nothing is taken or sent any more until the next `start`, which then has a higher epoch. */
  suspend(): void {
    this.epoch += 1;
    this.#next = undefined;
    this.flights = 0;
    this.#emptyQueue();
    this.#subscription = undefined;
    this.#creditOwed = 0;
  }

  /** A higher epoch was seen there, nobody knows how high: each time in a row that it is so, this leaps further. */
  leapEpoch(): void {
    this.epoch += 2 ** Math.min(this.setbacks, LARGEST_LEAP);
  }

  /** Frames may have come before this is known: the credit they owe is given at once. */
  subscribed(subscription: Subscription): void {
    this.#subscription = subscription;
    this.#credit(0);
  }

  /** Stops the spool from sending more. */
  unsubscribe(): void {
    this.#subscription?.close();
    this.suspend();
  }

  /**
   * Takes what follows what was taken before. Frames of an earlier subscription may still arrive: they lie ahead, and are
   * left, or repeat what came. What a request of an earlier epoch turned out to have brought is passed over: the spool may
   * have freed it, and then gives only what follows.
   */
  take(frame: SpoolFrame): void {
    const { offset, bytes } = frame;
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

  /** Moves the next frame into a request, if it fits; its place is free for another then. */
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
