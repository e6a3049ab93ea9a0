/**
 * Output: what steps wrote, as bytes, once and in order. Output is written before it is `received` and becomes `durable`
 * shortly after, or at once on request. A sender may forget only the output below `durable`.
 *
 * `read` and `readRaw` return `received` output at once. A power loss may lose the part that is not durable; the sender then
 * delivers the same bytes at the same offsets again, in frames with other arrival numbers. `entries` and `rawSize` sync the
 * output first and count only durable output, so that their positions remain valid.
 *
 * Of an execution that has a limit, what is beyond it is received like any other, and not kept: it is never read.
 *
 * Offsets count the payload bytes of one operation; all its streams share one offset space. Arrival numbers order the
 * frames of an execution as they were received. They rise and are never used again, and have gaps.
 */
import type { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ExecutionId, OperationId } from '../../../protocol/ids.ts';
import type { OutputFrame, Stream } from '../../../protocol/runner/frames.ts';

export interface StoredFrame extends OutputFrame {
  readonly arrival: number;
  /** Set if the stored bytes do not match their CRC. `payload` then contains zeros. */
  readonly isDamaged?: true;
}

/** How far the output of one operation has come. */
export interface OutputProgress {
  readonly operationId: OperationId;
  /** Bytes that are written: contiguous from 0. */
  readonly received: number;
  /** Bytes that survive a power loss. */
  readonly durable: number;
  /** `finished`: complete and verified. `ended`: nothing more is expected, what comes yet is kept. */
  readonly phase: 'open' | 'ended' | 'finished';
}

export interface OutputReceipt {
  readonly operationId: OperationId;
  /** Where the sender goes on. Lower than what it sent after a gap: the frames from there on were not taken. */
  readonly received: number;
  readonly durable: number;
  /** `output-conflict` (bytes differ from those that are kept) or `output-complete`: no frame of this call was taken. */
  readonly refused?: OutrunnerError;
}

export type FinishVerdict =
  /** Complete, verified and durable. */
  | { readonly kind: 'finished' }
  /** Bytes from `received` on are missing. */
  | { readonly kind: 'incomplete'; readonly received: number }
  /** More bytes than that are there, or their digest is another. */
  | { readonly kind: 'differs'; readonly received: number; readonly digest: number };

export interface FramePage {
  readonly frames: readonly StoredFrame[];
  /** Where the next page begins: pass it as `after`. Unchanged when nothing is there. */
  readonly next: number;
  /** Frames with arrival numbers up to this one survive a power loss. */
  readonly durable: number;
  /** The highest arrival number so far, of any execution. A higher one is from before the store was replaced or restored. */
  readonly newest: number;
}

export interface RawSelection {
  /** Left out: all operations of the execution, in the order of arrival. */
  readonly operationId?: OperationId;
  /** Left out: all streams as received. */
  readonly stream?: Stream;
}

export interface RawQuery extends RawSelection {
  /** First byte, 0 unless told. */
  readonly start?: number;
  /** Byte after the last one; to the end unless told. */
  readonly end?: number;
  /** Go on with what arrives, until this is aborted; then all that is there is still read. */
  readonly followUntil?: AbortSignal;
  /** Stops at once, without an error. */
  readonly signal?: AbortSignal;
}

/** One line of output, without its newline. */
export interface OutputEntry {
  readonly operationId: OperationId;
  readonly stream: Stream;
  /** Epoch ms of the frame that ended the line. */
  readonly time: number;
  readonly log: string;
  /** The line was longer than the limit, and its rest is left out. */
  readonly cut: boolean;
  /** Set if the entry replaces output that is damaged on the disk. `offset` is relative to the operation's output. */
  readonly damaged?: { readonly offset: number; readonly length: number };
}

export interface EntriesQuery {
  /** `0` or the cursor of an earlier page: digits. Throws `invalid-input` for anything else. */
  readonly cursor: string;
  /** At most 20,000. */
  readonly maxLines?: number;
  /** Begin so that this many lines are left, whatever the cursor says. */
  readonly lastLines?: number;
  /** Longer lines are cut, in bytes. 65,536 unless told. */
  readonly lineBytes?: number;
}

export interface EntriesPage {
  readonly entries: readonly OutputEntry[];
  /** Opaque: an integer of at most 63 bits. It never decreases, and equals the given one if there is no new output. */
  readonly cursor: string;
  /** Nothing is left after this page for now. */
  readonly atEnd: boolean;
  /** Bytes of the execution's output. */
  readonly totalSize: number;
}

/** The output of one operation, as its receiver uses it. */
export interface OperationLog {
  readonly received: number;
  /** Bytes that can be read: all that are received, or those before a limit was reached. */
  readonly kept: number;
  readonly durable: number;
  /** Resolves once all frames are written. Throws `output-conflict`, `output-complete`, and as {@link Output.append}. */
  append(frames: readonly OutputFrame[]): Promise<void>;
  /** Whether the intact bytes that are stored from `offset` differ from these. */
  differs(offset: number, bytes: Uint8Array): Promise<boolean>;
  /** Resolves once all that is received is durable. */
  sync(): Promise<void>;
}

export interface Output {
  /**
   * Takes frames, in their order, and answers for each operation. Frames of at most 64 KiB.
   *
   * What overlaps with kept bytes is compared and never rewritten. Rejects with `storage-full`, `storage-busy`
   * (nothing was taken), `storage-failed` (the process ends).
   */
  append(frames: readonly OutputFrame[]): Promise<readonly OutputReceipt[]>;
  progress(operationId: OperationId): Promise<OutputProgress>;
  log(operationId: OperationId): Promise<OperationLog>;
  /** Resolves, with the progress, once all that is received of the operation is durable. */
  sync(operationId: OperationId): Promise<OutputProgress>;
  /**
   * Verifies that the operation's output is complete: `offset` bytes, `digest` their CRC-32 (ISO-HDLC). Then an
   * unfinished line counts as a line, and nothing more is taken. Idempotent.
   */
  finish(
    operationId: OperationId,
    end: { readonly offset: number; readonly digest: number },
  ): Promise<FinishVerdict>;
  /** Ends the operation's output where it is, since nobody will send more. Durable when it resolves. Idempotent. */
  end(operationId: OperationId): Promise<void>;

  /** The execution's operations that wrote anything, in the order of their sequence. */
  operations(executionId: ExecutionId): Promise<readonly OutputProgress[]>;
  /**
   * Returns frames in the order of arrival, about `maxBytes`, at least one. Payloads are in `memory` if they fit, and then
   * valid until it is used again.
   */
  read(executionId: ExecutionId, after: number, maxBytes: number, memory?: Buffer): Promise<FramePage>;
  /**
   * Yields the exact bytes. A piece is valid until the next one is requested. Rejects with `output-damaged` at a damaged
   * frame, after all bytes before it.
   */
  readRaw(executionId: ExecutionId, query: RawQuery): AsyncIterable<Uint8Array>;
  /** Returns the number of durable bytes of a selection. */
  rawSize(executionId: ExecutionId, selection: RawSelection): Promise<number>;
  /** Returns lines of durable output. */
  entries(executionId: ExecutionId, query: EntriesQuery): Promise<EntriesPage>;
  /** Calls when something was received or an operation's output ended; says not what. Returns what ends it. */
  onReceived(executionId: ExecutionId, listener: () => void): () => void;

  /** Removes the output of an execution that has ended. Idempotent. */
  erase(executionId: ExecutionId): Promise<void>;
  /** Makes everything durable. Later calls are rejected. */
  close(): Promise<void>;
}

/** Bounds of one page of entries. */
export const ENTRIES_LIMITS = { lines: 20_000, bytes: 4 * 1024 * 1024, lineBytes: 64 * 1024 } as const;
