import type { OperationId } from '../../../protocol/ids.ts';
import type { WireFrame } from '../../../protocol/runner/frames.ts';
import type { OutputReceipt } from '../../../protocol/runner/output.ts';
import type { FrameVerdict } from './operation-writer.ts';
import type { Lease } from './outputs.ts';

/** The output of one operation within one request. */
interface Part {
  /** Writer of the operation; undefined if the operation does not accept output from this caller. */
  readonly lease: Lease | undefined;
  /** Highest end offset of the frames in the request. */
  end: number;
  isFenced: boolean;
  /** Whether frames have arrived since the last flush. */
  isTouched: boolean;
  readonly waits: Promise<void>[];
}

/**
 * Passes the frames of one request to the writers of their operations, and returns how many bytes of each operation are
 * stored.
 */
export class OutputUpload {
  readonly #lease: (operationId: OperationId) => Lease | undefined;
  readonly #parts = new Map<OperationId, Part>();

  /** `lease` returns the writer of an operation; undefined if the operation is not granted to the caller. */
  constructor(lease: (operationId: OperationId) => Lease | undefined) {
    this.#lease = lease;
  }

  /**
   * Accepts the frames of one chunk. Resolves once the frames that do not wait for a gap are written. @throws
   * output-conflict
   */
  async take(frames: Iterable<WireFrame>): Promise<void> {
    try {
      for (const frame of frames) put(this.#part(frame.operationId), frame);
    } finally {
      // The frames before an invalid one are stored.
      await this.#flush();
    }
  }

  /** Resolves once no frame is waiting: all gaps are filled, or the waits have timed out. @throws output-conflict */
  async receipts(): Promise<OutputReceipt[]> {
    const receipts: OutputReceipt[] = [];
    for (const [operationId, part] of this.#parts) {
      await Promise.all(part.waits);
      await part.lease?.writer.flushed();
      receipts.push(receiptOf(operationId, part));
    }
    return receipts;
  }

  /** Releases the writers. */
  close(): void {
    for (const { lease } of this.#parts.values()) lease?.release();
  }

  /** Flushes all operations together, so that they share a transaction of the store. */
  async #flush(): Promise<void> {
    const flushes: Promise<void>[] = [];
    for (const part of this.#parts.values()) {
      if (part.isTouched && part.lease !== undefined) flushes.push(part.lease.writer.flushed());
      part.isTouched = false;
    }
    // All flushes must settle first, because their frames are in the memory of the request.
    await Promise.allSettled(flushes);
    await Promise.all(flushes);
  }

  #part(operationId: OperationId): Part {
    const known = this.#parts.get(operationId);
    if (known !== undefined) return known;
    const lease = this.#lease(operationId);
    const part: Part = { lease, end: 0, isFenced: false, isTouched: false, waits: [] };
    this.#parts.set(operationId, part);
    return part;
  }
}

function put(part: Part, frame: WireFrame): void {
  if (part.lease === undefined || part.isFenced) return;
  const verdict = part.lease.writer.offer(frame);
  if (verdict === 'fenced') {
    part.isFenced = true;
    return;
  }
  part.end = Math.max(part.end, frame.offset + frame.payload.byteLength);
  part.isTouched = true;
  if (typeof verdict !== 'string') part.waits.push(settled(part, verdict));
}

/**
 * Records a late verdict. Only `receipts` awaits the result, so a rejection before that must not count as unhandled.
 */
function settled(part: Part, verdict: Promise<FrameVerdict>): Promise<void> {
  const wait = verdict.then((later) => {
    if (later === 'fenced') part.isFenced = true;
  });
  wait.catch(() => undefined);
  return wait;
}

function receiptOf(operationId: OperationId, { lease, end, isFenced }: Part): OutputReceipt {
  if (lease === undefined) return { operationId, received: 0, durable: 0, problem: 'refused' };
  const { received, durable } = lease.writer;
  if (isFenced) return { operationId, received, durable, problem: 'fenced' };
  if (received < end) return { operationId, received, durable, problem: 'gap' };
  return { operationId, received, durable };
}
