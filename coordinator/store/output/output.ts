/**
 * Output: the bytes that steps wrote, once and in order. Output is written before it is `received` and becomes
 * `durable` shortly after, or at once on request. A sender may forget only the output below `durable`.
 *
 * `read` and `readRaw` return `received` output at once. A power loss may lose the part that is not durable; the sender then
 * delivers the same bytes at the same offsets again, in frames with other arrival numbers. `entries` and `rawSize` sync the
 * output first and count only durable output, so that their positions remain valid.
 *
 * Output beyond the limit of an execution is received like any other, but not stored, and never read.
 *
 * Offsets count the payload bytes of one operation; all its streams share one offset space. Arrival numbers order the
 * frames of an execution as they were received. They increase with gaps and are never reused.
 */
import type { ExecutionId, OperationId } from '../../../protocol/ids.ts';
import type { OutputFrame, Stream } from '../../../protocol/runner/frames.ts';

export interface StoredFrame extends OutputFrame {
  readonly arrival: number;
  /** Set if the stored bytes do not match their CRC. `payload` then contains zeros. */
  readonly isDamaged?: true;
}

export type FinishVerdict =
  /** Complete, verified and durable. */
  | { readonly kind: 'finished' }
  /** Bytes from `received` on are missing. */
  | { readonly kind: 'incomplete'; readonly received: number }
  /** More bytes than expected are stored, or their digest differs. */
  | { readonly kind: 'differs'; readonly received: number };

export interface FramePage {
  readonly frames: readonly StoredFrame[];
  /** Pass it as `after` to get the next page. Unchanged if there is no new output. */
  readonly next: number;
  /** Frames with arrival numbers up to this one survive a power loss. */
  readonly durable: number;
  /**
   * The highest arrival number so far, of any execution. A cursor above it is from before the store was replaced or
   * restored.
   */
  readonly newest: number;
}

export interface RawSelection {
  /** Absent: all operations of the execution, in the order of arrival. */
  readonly operationId?: OperationId;
  /** Absent: all streams as received. */
  readonly stream?: Stream;
}

export interface RawQuery extends RawSelection {
  /** First byte; default 0. */
  readonly start?: number;
  /** Byte after the last one; default: the end. */
  readonly end?: number;
  /** Follows new output until this is aborted, and then still reads everything received so far. */
  readonly followUntil?: AbortSignal;
  /** Stops at once, without an error. */
  readonly signal?: AbortSignal;
}

/** One line of output, without its newline. */
export interface OutputLine {
  readonly operationId: OperationId;
  readonly stream: Stream;
  /** Epoch ms of the frame that ended the line. */
  readonly time: number;
  readonly log: string;
  /** Whether the line was longer than the limit, and its rest was dropped. */
  readonly cut: boolean;
  /** Set if the entry replaces output that is damaged on the disk. `offset` is relative to the operation's output. */
  readonly damaged?: { readonly offset: number; readonly length: number };
}

export interface EntriesQuery {
  /** `0`, or the cursor of an earlier page, which consists of digits. Throws `invalid-input` for anything else. */
  readonly cursor: string;
  /** At most 20,000. */
  readonly maxLines?: number;
  /** Starts this many lines before the end and ignores the cursor. */
  readonly lastLines?: number;
  /** Maximum bytes of a line; longer ones are cut. Default: 65,536. */
  readonly lineBytes?: number;
}

export interface EntriesPage {
  readonly entries: readonly OutputLine[];
  /** Opaque: an integer of at most 63 bits. It never decreases, and equals the given one if there is no new output. */
  readonly cursor: string;
  /** Whether no output is left after this page at the moment. */
  readonly atEnd: boolean;
  /** Bytes of the execution's output. */
  readonly totalSize: number;
}

/** The output of one operation, for its only writer, which puts the frames in order. */
export interface OperationLog {
  /** Number of written bytes, contiguous from 0. */
  readonly received: number;
  /** Bytes that survive a power loss. */
  readonly durable: number;
  /**
   * Stores frames of at most 64 KiB, each of which begins where the output then ends. Resolves once all are written.
   * Rejects with `frames-invalid` (a frame begins elsewhere), `output-complete`, `storage-full`, `storage-busy` (nothing was
   * written), `storage-failed` (the process ends).
   */
  append(frames: readonly OutputFrame[]): Promise<void>;
  /**
   * Whether stored bytes at the offsets of this frame differ from its payload, or belong to another stream. Bytes that
   * are damaged on the disk, or that a limit dropped, cannot be compared and count as equal.
   */
  differs(frame: OutputFrame): Promise<boolean>;
}

export interface Output {
  /** Returns the output of an operation, which may be empty. */
  log(operationId: OperationId): OperationLog;
  /**
   * Verifies that the operation's output is complete: `offset` bytes with the CRC-32 (ISO-HDLC) `digest`. Then
   * completes an unfinished line, and accepts no more output. Idempotent.
   */
  finish(
    operationId: OperationId,
    end: { readonly offset: number; readonly digest: number },
  ): Promise<FinishVerdict>;
  /**
   * Closes the operation's output at its current end, because no more will be sent. Durable when it resolves.
   * Idempotent.
   */
  end(operationId: OperationId): Promise<void>;

  /**
   * Returns frames in the order of arrival: about `maxBytes` of payload, but at least one frame if there is any.
   * `memory` returns a buffer to read into. Payloads that come from files are placed in it if they fit, and are valid
   * until the caller reuses it.
   */
  read(executionId: ExecutionId, after: number, maxBytes: number, memory?: () => Buffer): Promise<FramePage>;
  /**
   * Yields the exact bytes. A piece is valid until the next one is requested. Rejects with `output-damaged` at a damaged
   * frame, after all bytes before it.
   */
  readRaw(executionId: ExecutionId, query: RawQuery): AsyncIterable<Uint8Array>;
  /** Returns the number of durable bytes of a selection. */
  rawSize(executionId: ExecutionId, selection: RawSelection): Promise<number>;
  /** Returns lines of durable output. */
  entries(executionId: ExecutionId, query: EntriesQuery): Promise<EntriesPage>;
  /** Calls the listener when output was received or ended, without details. Returns a function that unsubscribes. */
  onReceived(executionId: ExecutionId, listener: () => void): () => void;

  /** Removes the output of an execution that has ended. Idempotent. */
  erase(executionId: ExecutionId): Promise<void>;
  /** Makes everything durable. Later calls are rejected. */
  close(): Promise<void>;
}
