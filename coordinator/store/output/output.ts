/**
 * Output: the bytes that steps wrote, once and in order. Output counts as `received` when it is written, and as
 * `durable` shortly afterwards, or at once on request. A sender may discard only the output below `durable`.
 *
 * `read` and `readRaw` return `received` output at once. A power loss may lose output that is not durable; the sender
 * then delivers the same bytes at the same offsets again, in frames with other arrival numbers. `entries` and `rawSize`
 * sync the output first and use only durable output, so that positions in their results remain valid.
 *
 * Output that is dropped because of a limit counts as received, but is not stored and cannot be read.
 *
 * Offsets count the payload bytes of one operation; all its streams share one offset space. Arrival numbers order the
 * frames of an execution as they were received. These numbers increase, with gaps, and are never reused.
 */
import type { ExecutionId, OperationId } from '../../../protocol/ids.ts';
import type { OutputFrame, Stream } from '../../../protocol/runner/frames.ts';

export interface StoredFrame extends OutputFrame {
  readonly arrival: number;
  /** Set if the stored bytes do not match their CRC; `payload` then contains zeros. */
  readonly isDamaged?: true;
}

export type FinishVerdict =
  /** The output is complete, verified and durable. */
  | { readonly kind: 'finished' }
  /** Bytes from `received` on are missing. */
  | { readonly kind: 'incomplete'; readonly received: number }
  /** More bytes than expected are stored, or their digest differs. */
  | { readonly kind: 'differs'; readonly received: number };

export interface FramePage {
  readonly frames: readonly StoredFrame[];
  /** The value of `after` for the next page. Unchanged if there is no new output. */
  readonly next: number;
  /** Frames with arrival numbers up to this one survive a power loss. */
  readonly durable: number;
  /**
   * The highest arrival number so far, of any execution. A cursor above this number was issued before the store was
   * replaced or restored.
   */
  readonly newest: number;
}

export interface RawSelection {
  /** Absent: all operations of the execution, in the order of arrival. */
  readonly operationId?: OperationId;
  /** Absent: all streams, in the order of arrival. */
  readonly stream?: Stream;
}

export interface RawQuery extends RawSelection {
  /** Index of the first byte; default 0. */
  readonly start?: number;
  /** Index after the last byte; default: the end. */
  readonly end?: number;
  /** Includes new output until this signal is aborted, and then everything that was received before the abort. */
  readonly followUntil?: AbortSignal;
  /** Stops the read at once, without an error. */
  readonly signal?: AbortSignal;
}

/** One line of output, without its newline. */
export interface OutputLine {
  readonly operationId: OperationId;
  readonly stream: Stream;
  /** Time of the frame that ended the line, epoch ms. */
  readonly time: number;
  readonly log: string;
  /** Whether the line was longer than the limit, so that its end was dropped. */
  readonly cut: boolean;
  /**
   * Set if the entry replaces output that is damaged on the disk. `offset` counts from the start of the operation's
   * output.
   */
  readonly damaged?: { readonly offset: number; readonly length: number };
}

export interface EntriesQuery {
  /**
   * `0`, or the cursor of an earlier page, which consists of digits. `entries` throws `invalid-input` for any other
   * value.
   */
  readonly cursor: string;
  /** Maximum number of lines, at most 20,000. */
  readonly maxLines?: number;
  /** Starts this many lines before the end and ignores `cursor`. */
  readonly lastLines?: number;
  /** Maximum number of bytes in a line; longer lines are cut. Default: 65,536. */
  readonly lineBytes?: number;
}

export interface EntriesPage {
  readonly entries: readonly OutputLine[];
  /**
   * Cursor for the next page, an integer of at most 63 bits. Opaque to clients. Never decreases, and equals the
   * requested cursor if there is no new output.
   */
  readonly cursor: string;
  /** Whether no further output was stored when this page was read. */
  readonly atEnd: boolean;
  /** Number of bytes of the execution's output. */
  readonly totalSize: number;
}

/** The output of one operation. Has a single writer, which orders the frames. */
export interface OperationLog {
  /** Number of written bytes, contiguous from 0. */
  readonly received: number;
  /** Number of bytes that survive a power loss. */
  readonly durable: number;
  /**
   * Stores frames of at most 64 KiB. Each frame must begin at the current end of the output. Resolves once all frames
   * are written. Rejects with `frames-invalid` (a frame begins elsewhere), `output-complete`, `storage-full`,
   * `storage-busy` (nothing was written), `storage-failed` (the process ends).
   */
  append(frames: readonly OutputFrame[]): Promise<void>;
  /**
   * Returns the stored frames that contain bytes from offset `from` (inclusive) to `to` (exclusive), in order. Bytes
   * that a limit dropped are in no frame.
   */
  frames(from: number, to: number): Promise<readonly StoredFrame[]>;
}

export interface Output {
  /** Returns the output of an operation, which may be empty. */
  log(operationId: OperationId): OperationLog;
  /**
   * Verifies that the operation's output is complete: `offset` bytes with the CRC-32 (ISO-HDLC) `digest`. If so,
   * completes an unfinished line and closes the output. Idempotent.
   */
  finish(
    operationId: OperationId,
    end: { readonly offset: number; readonly digest: number },
  ): Promise<FinishVerdict>;
  /**
   * Ends the operation's output at its current length, because no more output is expected. Late frames are still
   * stored. Resolves once the end is durable. Idempotent.
   */
  end(operationId: OperationId): Promise<void>;

  /**
   * Returns frames in the order of arrival: about `maxBytes` of payload, but at least one frame if there is any.
   * `memory` returns a buffer for payloads from files. If these payloads fit, they are valid only until the caller
   * reuses the buffer.
   */
  read(executionId: ExecutionId, after: number, maxBytes: number, memory?: () => Buffer): Promise<FramePage>;
  /**
   * Yields the exact bytes. Each piece is valid until the next one is requested. At a damaged frame, rejects with
   * `output-damaged` after all bytes before that frame.
   */
  readRaw(executionId: ExecutionId, query: RawQuery): AsyncIterable<Uint8Array>;
  /** Returns the number of durable bytes of a selection. */
  rawSize(executionId: ExecutionId, selection: RawSelection): Promise<number>;
  /** Returns lines of durable output. */
  entries(executionId: ExecutionId, query: EntriesQuery): Promise<EntriesPage>;
  /** Calls `listener` when output was received or ended. Returns a function that unsubscribes. */
  onReceived(executionId: ExecutionId, listener: () => void): () => void;

  /** Removes the output of executions that have ended, durably and in short transactions. Idempotent. */
  erase(executionIds: readonly ExecutionId[]): Promise<void>;
  /** Returns the space of removed output to the file system, in short transactions, until `signal` is aborted. */
  releaseSpace(signal: AbortSignal): Promise<void>;
  /** Makes all output durable. Later calls are rejected. */
  close(): Promise<void>;
}
