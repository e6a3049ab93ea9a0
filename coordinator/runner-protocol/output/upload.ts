import type { OperationId } from '../../../protocol/ids.ts';
import type { WireFrame } from '../../../protocol/runner/frames.ts';
import type { OutputReceipt } from '../../../protocol/runner/output.ts';
import type { OperationWriter } from './operation-writer.ts';

/** One operation within one request. */
interface Part {
  /** Undefined: the operation's output is not taken from this caller. */
  readonly writer: OperationWriter | undefined;
  /** End of the furthest frame the request brought. */
  end: number;
  isFenced: boolean;
  /** Frames came since it was flushed last. */
  isTouched: boolean;
  readonly waits: Promise<unknown>[];
}

/** The frames of one request, put to their operations' writers; then what is held of each operation. */
export class Upload {
  readonly #writerOf: (operationId: OperationId) => Promise<OperationWriter | undefined>;
  readonly #parts = new Map<OperationId, Part>();

  /** `writerOf` resolves with the writer of an operation that is granted to the caller. */
  constructor(writerOf: (operationId: OperationId) => Promise<OperationWriter | undefined>) {
    this.#writerOf = writerOf;
  }

  /** Puts the frames of one chunk; resolves once what could be taken is written. @throws output-conflict */
  async take(frames: Iterable<WireFrame>): Promise<void> {
    try {
      for (const frame of frames) {
        const part = this.#parts.get(frame.operationId) ?? (await this.#open(frame.operationId));
        this.#put(part, frame);
      }
    } finally {
      // What came before a damaged frame is kept.
      await this.#flush();
    }
  }

  /** Resolves once nothing waits any more: gaps are filled, or were waited for long enough. @throws output-conflict */
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
      // Awaited with the receipts; until then it is nobody's.
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
