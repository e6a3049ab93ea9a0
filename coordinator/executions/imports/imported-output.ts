import type { OperationId } from '../../../protocol/ids.ts';
import type { OutputFrame } from '../../../protocol/runner/frames.ts';
import type { OperationLog } from '../../store/output/output.ts';

/** Limit of a frame, and limits of the frames that are written at the same time. */
const FRAME_BYTES = 60 * 1024;
const PENDING = { frames: 256, bytes: 1024 * 1024 };

/** A line of output, without its newline. */
export interface WrittenLine extends Pick<OutputFrame, 'operationId' | 'stream' | 'time'> {
  readonly text: string;
}

/**
 * Appends lines to the output of operations, in order. Consecutive lines of an operation share a frame if stream and
 * time are the same.
 */
export class ImportedOutput {
  readonly #log: (operation: OperationId) => Pick<OperationLog, 'append'>;
  /** Bytes that were appended to each operation. */
  readonly #offsets = new Map<OperationId, number>();
  #open: (Omit<WrittenLine, 'text'> & { readonly pieces: Buffer[]; bytes: number }) | undefined;
  #pending: Promise<void>[] = [];
  #pendingBytes = 0;

  constructor(log: (operation: OperationId) => Pick<OperationLog, 'append'>) {
    this.#log = log;
  }

  /** Returns the operations with output. */
  operations(): readonly OperationId[] {
    return [...this.#offsets.keys()];
  }

  /** Resolves once there is room for the next line. Rejects with the errors of {@link OperationLog}. */
  async add({ text, ...place }: WrittenLine): Promise<void> {
    const bytes = Buffer.from(`${text}\n`);
    for (let from = 0; from < bytes.length; from += FRAME_BYTES)
      await this.#take(place, bytes.subarray(from, from + FRAME_BYTES));
  }

  /** Resolves once all lines are written. */
  async settled(): Promise<void> {
    this.#append();
    await this.#written();
  }

  async #take(place: Omit<WrittenLine, 'text'>, piece: Buffer): Promise<void> {
    const open = this.#open;
    const continues =
      open?.operationId === place.operationId && open.stream === place.stream && open.time === place.time;
    if (continues && open.bytes + piece.length <= FRAME_BYTES) {
      open.pieces.push(piece);
      open.bytes += piece.length;
      return;
    }
    this.#append();
    this.#open = { ...place, pieces: [piece], bytes: piece.length };
    if (this.#pending.length >= PENDING.frames || this.#pendingBytes >= PENDING.bytes) await this.#written();
  }

  /** Appends the open frame. The store keeps the order of the calls. */
  #append(): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    const { pieces, bytes, ...place } = open;
    const offset = this.#offsets.get(place.operationId) ?? 0;
    const appended = this.#log(place.operationId).append([
      { ...place, offset, payload: Buffer.concat(pieces) },
    ]);
    // The errors are reported when all pending frames are awaited.
    appended.catch(() => undefined);
    this.#pending.push(appended);
    this.#pendingBytes += bytes;
    this.#offsets.set(place.operationId, offset + bytes);
  }

  async #written(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    // Wait for all frames even if one fails, so that none is written after the output was erased.
    await Promise.allSettled(pending);
    await Promise.all(pending);
  }
}
