import { clampEpochMilliseconds } from '../../../../protocol/bounds.ts';

/** A row of the frame index. */
export interface FrameRow {
  readonly arrival: number;
  readonly execution: number;
  readonly operation: number;
  /** Index in `STREAMS`. */
  readonly stream: number;
  /** Offset of the first byte within the operation. */
  readonly start: number;
  /** Bytes of the frame. 0: the end marker of the stream, which completes its unfinished line. */
  readonly length: number;
  /** Offset of the first byte within the stream. */
  readonly streamStart: number;
  /** Number of bytes of the stream after its last LF, up to the end of this frame. */
  readonly tail: number;
  readonly time: number;
  readonly digest: number;
  /** See `frameCheck`. Null in rows of format 2, which are not verified, and if the payload was not selected. */
  readonly crc: number | null;
  /** Position of the bytes in the operation's file; null if the bytes are in this row. */
  readonly position: number | null;
  /** Null if the bytes are in the file, or if this column was not selected. */
  readonly payload: Uint8Array | null;
}

/** Parses a row with the columns `arrival … position` and, optionally, `crc` and `payload`. */
export function frameRow(row: Record<string, unknown>): FrameRow {
  const payload = row['payload'];
  return {
    arrival: Number(row['arrival']),
    execution: Number(row['execution']),
    operation: Number(row['operation']),
    stream: Number(row['stream']),
    start: Number(row['start']),
    length: Number(row['length']),
    streamStart: Number(row['stream_start']),
    tail: Number(row['tail']),
    // Older versions may have stored times that are out of range.
    time: clampEpochMilliseconds(Number(row['time'])),
    digest: Number(row['digest']),
    crc: typeof row['crc'] === 'number' ? row['crc'] : null,
    position: row['position'] === null ? null : Number(row['position']),
    payload: payload instanceof Uint8Array ? payload : null,
  };
}
