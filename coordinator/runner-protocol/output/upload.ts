import type { OperationId } from '../../../protocol/ids.ts';
import type { WireFrame } from '../../../protocol/runner/frames.ts';
import type { OutputReceipt } from '../../../protocol/runner/output.ts';
import type { OperationWriter } from './operation-writer.ts';

/** The output of one operation within one request. */
interface Part {
  /** Undefined if the operation does not accept output from this caller. */
  readonly writer: OperationWriter | undefined;
  /** End of the furthest frame of the request. */
  end: number;
  isFenced: boolean;
  /** Whether frames arrived since the last flush. */
  isTouched: boolean;
  readonly waits: Promise<unknown>[];
}

/** Passes the frames of one request to the writers of their operations, and returns the stored extent of each. */
export class OutputUpload {
  readonly #writerOf: (operationId: OperationId) => Promise<OperationWriter | undefined>;
  readonly #parts = new Map<OperationId, Part>();

  /** `writerOf` resolves with the writer of an operation that is granted to the caller. */
  constructor(writerOf: (operationId: OperationId) => Promise<OperationWriter | undefined>) {
    this.#writerOf = writerOf;
  }

  /** Takes the frames of one chunk. Resolves once all that could be taken are written. @throws output-conflict */
  async take(frames: Iterable<WireFrame>): Promise<void> {
    try {
      for (const frame of frames) {
        const part = this.#parts.get(frame.operationId) ?? (await this.#open(frame.operationId));
        this.#put(part, frame);
      }
    } finally {
      // Stores the frames before a damaged one.
      await this.#flush();
    }
  }

  /** Resolves once no frame waits: gaps are filled, or the wait timed out. @throws output-conflict */
  async receipts(): Promise<OutputReceipt[]> {
    const receipts: OutputReceipt[] = [];
    for (const [operationId, part] of this.#parts) {
      await Promise.all(part.waits);
      await part.writer?.flushed();
      receipts.push(receiptOf(operationId, part));
    }
    return receipts;
  }

  async #flush(): Promise<void> {
    for (const part of this.#parts.values()) {
      if (!part.isTouched) continue;
      part.isTouched = false;
      await part.writer?.flushed();
    }
  }

  async #open(operationId: OperationId): Promise<Part> {
    const writer = await this.#writerOf(operationId);
    const part: Part = { writer, end: 0, isFenced: false, isTouched: false, waits: [] };
    this.#parts.set(operationId, part);
    return part;
  }

  #put(part: Part, frame: WireFrame): void {
    if (part.writer === undefined || part.isFenced) return;
    const offered = part.writer.offer(frame);
    if (offered.kind === 'fenced') {
      part.isFenced = true;
      return;
    }
    part.end = Math.max(part.end, frame.offset + frame.payload.byteLength);
    part.isTouched = true;
    if (offered.kind === 'ahead')
      part.waits.push(offered.outcome.then((outcome) => noteFence(part, outcome)));
    else if (offered.compared !== undefined) {
      // Awaited with the receipts; until then, a rejection must not count as unhandled.
      offered.compared.catch(() => undefined);
      part.waits.push(offered.compared);
    }
  }
}

function noteFence(part: Part, outcome: string): void {
  if (outcome === 'fenced') part.isFenced = true;
}

function receiptOf(operationId: OperationId, { writer, end, isFenced }: Part): OutputReceipt {
  if (writer === undefined) return { operationId, received: 0, durable: 0, problem: 'refused' };
  const { received, durable } = writer;
  if (isFenced) return { operationId, received, durable, problem: 'fenced' };
  if (received < end) return { operationId, received, durable, problem: 'gap' };
  return { operationId, received, durable };
}
