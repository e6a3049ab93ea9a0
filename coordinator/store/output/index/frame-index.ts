import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { ExecutionId } from '../../../../protocol/ids.ts';
import { corruptionError } from '../../files/sqlite-error.ts';
import { type FrameRow, frameRow } from './frame-row.ts';
import type { OperationKey } from './operation-key.ts';
import { OUTPUT_DATABASE } from './output-format.ts';

const COLUMNS =
  'arrival, execution, operation, stream, start, length, stream_start, tail, time, digest, position';
const WITH_BYTES = `${COLUMNS}, crc, payload`;
const OF_OPERATION = 'execution = ? AND operation = ?';

const SQL = {
  after: `SELECT ${WITH_BYTES} FROM frame WHERE execution = ? AND arrival > ? ORDER BY arrival`,
  sizesAfter: `SELECT ${COLUMNS} FROM frame WHERE execution = ? AND arrival > ? ORDER BY arrival LIMIT ?`,
  breaksBefore: `SELECT ${WITH_BYTES} FROM frame
    WHERE execution = ? AND arrival < ? AND (tail < length OR length = 0) ORDER BY arrival DESC`,
  range: `SELECT ${WITH_BYTES} FROM frame
    WHERE ${OF_OPERATION} AND start < ? AND start + length > ? AND start >= ? AND length > 0 ORDER BY start`,
  rangeBegin: `SELECT start FROM frame WHERE ${OF_OPERATION} AND start <= ? AND length > 0
    ORDER BY start DESC, arrival DESC LIMIT 1`,
  streamRange: `SELECT ${WITH_BYTES} FROM frame
    WHERE ${OF_OPERATION} AND stream = ? AND stream_start < ? AND stream_start + length > ? AND stream_start >= ?
      AND length > 0
    ORDER BY stream_start`,
  streamRangeBegin: `SELECT stream_start AS start FROM frame
    WHERE ${OF_OPERATION} AND stream = ? AND stream_start <= ? AND length > 0
    ORDER BY stream_start DESC, arrival DESC LIMIT 1`,
  last: `SELECT ${COLUMNS} FROM frame WHERE ${OF_OPERATION} AND length > 0 ORDER BY start DESC, arrival DESC LIMIT 1`,
  lastOfStream: `SELECT ${COLUMNS} FROM frame WHERE ${OF_OPERATION} AND stream = ?
    ORDER BY stream_start DESC, arrival DESC LIMIT 1`,
  previousOfStream: `SELECT ${COLUMNS} FROM frame
    WHERE ${OF_OPERATION} AND stream = ? AND stream_start <= ? AND arrival < ?
    ORDER BY stream_start DESC, arrival DESC LIMIT 1`,
  inFileFrom: `SELECT ${COLUMNS} FROM frame
    WHERE ${OF_OPERATION} AND start >= ? AND position IS NOT NULL ORDER BY start`,
  size: `SELECT sum((SELECT start + length FROM frame
      WHERE execution = kept.execution AND operation = kept.sequence ORDER BY start DESC LIMIT 1)) AS value
    FROM operation AS kept WHERE execution = ?`,
  streamSize: `SELECT sum((SELECT stream_start + length FROM frame
      WHERE execution = kept.execution AND operation = kept.sequence AND stream = ?
      ORDER BY stream_start DESC LIMIT 1)) AS value
    FROM operation AS kept WHERE execution = ?`,
  lastArrival: 'SELECT max(arrival) AS value FROM frame',
  byArrival: 'SELECT arrival AS value FROM frame WHERE arrival = ?',
} as const;

/** Queries of the frame index. Queries with payloads yield row by row, so that a reader can stop early. */
export class FrameIndex {
  readonly #statements: Readonly<Record<keyof typeof SQL, StatementSync>>;

  /** Queries throw `data-damaged` if a page of the file is malformed. */
  constructor(database: DatabaseSync) {
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)]);
    this.#statements = Object.fromEntries(prepared) as Record<keyof typeof SQL, StatementSync>;
  }

  /** Returns the frames of an execution with an arrival number above `arrival`, in order of arrival. */
  after(executionId: ExecutionId, arrival: number): Iterable<FrameRow> {
    return this.#rows('after', executionId, arrival);
  }

  /** Like {@link after}, without payloads. */
  sizesAfter(executionId: ExecutionId, arrival: number, max: number): readonly FrameRow[] {
    return [...this.#rows('sizesAfter', executionId, arrival, max)];
  }

  /** Returns the frames that end at least one line and have an arrival number below `arrival`, latest first. */
  breaksBefore(executionId: ExecutionId, arrival: number): Iterable<FrameRow> {
    return this.#rows('breaksBefore', executionId, arrival);
  }

  /** Returns the frames that contain bytes of an operation from `from` (inclusive) to `to` (exclusive), in order. */
  range({ execution, sequence }: OperationKey, from: number, to: number): Iterable<FrameRow> {
    const begin = this.#value('rangeBegin', execution, sequence, from) ?? 0;
    return this.#rows('range', execution, sequence, to, from, begin);
  }

  /** Like {@link range}, but `from` and `to` count the bytes of one stream. */
  streamRange(
    { execution, sequence }: OperationKey,
    stream: number,
    from: number,
    to: number,
  ): Iterable<FrameRow> {
    const begin = this.#value('streamRangeBegin', execution, sequence, stream, from) ?? 0;
    return this.#rows('streamRange', execution, sequence, stream, to, from, begin);
  }

  /** Returns the frame with the operation's last bytes. */
  last({ execution, sequence }: OperationKey): FrameRow | undefined {
    return this.#first('last', execution, sequence);
  }

  /** Returns the last frame, or end marker, of one stream. */
  lastOfStream({ execution, sequence }: OperationKey, stream: number): FrameRow | undefined {
    return this.#first('lastOfStream', execution, sequence, stream);
  }

  /** Returns the frame, or end marker, before `row` in its stream. */
  previousOfStream({ execution, operation, stream, streamStart, arrival }: FrameRow): FrameRow | undefined {
    return this.#first('previousOfStream', execution, operation, stream, streamStart, arrival);
  }

  /** Returns the frames of an operation, from `offset` on, whose bytes are in the operation's file, in order. */
  inFileFrom({ execution, sequence }: OperationKey, offset: number): readonly FrameRow[] {
    return [...this.#rows('inFileFrom', execution, sequence, offset)];
  }

  /** Returns whether the row is still stored. */
  has({ arrival }: FrameRow): boolean {
    return this.#value('byArrival', arrival) !== undefined;
  }

  /** Returns the number of stored bytes of an execution's output. */
  size(executionId: ExecutionId): number {
    return this.#value('size', executionId) ?? 0;
  }

  /** Returns the number of stored bytes of one stream in all operations of an execution. */
  streamSize(executionId: ExecutionId, stream: number): number {
    return this.#value('streamSize', stream, executionId) ?? 0;
  }

  /** Returns the highest arrival number in use; 0 if there is none. */
  lastArrival(): number {
    return this.#value('lastArrival') ?? 0;
  }

  *#rows(name: keyof typeof SQL, ...values: SQLInputValue[]): Generator<FrameRow> {
    try {
      for (const row of this.#statements[name].iterate(...values)) yield frameRow(row);
    } catch (error) {
      throw corruptionError(error, OUTPUT_DATABASE);
    }
  }

  #get(name: keyof typeof SQL, values: readonly SQLInputValue[]): Record<string, unknown> | undefined {
    try {
      return this.#statements[name].get(...values);
    } catch (error) {
      throw corruptionError(error, OUTPUT_DATABASE);
    }
  }

  #first(name: keyof typeof SQL, ...values: SQLInputValue[]): FrameRow | undefined {
    const row = this.#get(name, values);
    return row === undefined ? undefined : frameRow(row);
  }

  #value(name: keyof typeof SQL, ...values: SQLInputValue[]): number | undefined {
    const row = this.#get(name, values);
    const value = row === undefined ? null : (row['value'] ?? row['start'] ?? null);
    return value === null ? undefined : Number(value);
  }
}
