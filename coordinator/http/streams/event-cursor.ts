import { type ExecutionId, type OperationId, operationId } from '../../../protocol/ids.ts';
import type { EngineLine } from '../../engine/events/engine-line.ts';
import type { StoredFrame } from '../../store/output/output.ts';

/** Maximum number of operations whose offsets a token contains: those that wrote last. Keeps the token short. */
const MOST_OFFSETS = 16;
const TOKEN = /^(\d{1,16})\.(\d{1,16})((?:-[1-9]\d{0,9}\.\d{1,16})*)$/;

/** Output of an operation that was sent to the reader before the output was durable. */
interface Shown {
  /** Offset after the last byte. */
  readonly end: number;
  /** Arrival number of the last frame; infinite if the offset came from a token. */
  readonly arrival: number;
  /** The operation and offset as written in the token. */
  readonly text: string;
}

/**
 * The position of a reader of an execution's events: after an engine line and after a frame of output. Frames are shown
 * before they are durable, so a power loss may lose frames that were shown. Their bytes arrive again with other arrival
 * numbers at the same offsets. The cursor stores the offsets of output that was not durable, and skips bytes that were
 * already shown.
 */
export class EventCursor {
  #line = 0;
  #arrival = 0;
  #durable = 0;
  readonly #shown = new Map<OperationId, Shown>();

  /** Parses a token. No token, `start` and `0` mean the beginning. Returns undefined for a malformed token. */
  static parse(execution: ExecutionId, token: string | undefined): EventCursor | undefined {
    const cursor = new EventCursor();
    if (token === undefined || token === 'start' || token === '0') return cursor;
    const [, line, arrival, offsets] = TOKEN.exec(token) ?? [];
    if (line === undefined || arrival === undefined || offsets === undefined) return undefined;
    cursor.#line = Number(line);
    cursor.#arrival = Number(arrival);
    for (const offset of offsets.split('-').slice(1)) {
      const [sequence, end] = offset.split('.').map(Number);
      cursor.#note(operationId(execution, sequence ?? 0), end ?? 0, Number.POSITIVE_INFINITY);
    }
    return cursor;
  }

  /** Number of the last line that the cursor passed. */
  get line(): number {
    return this.#line;
  }

  /** Arrival number of the last frame that the cursor passed. */
  get arrival(): number {
    return this.#arrival;
  }

  /** Moves the cursor back to directly after the line with this number, unless the cursor is before it. */
  returnTo(line: number): void {
    this.#line = Math.min(this.#line, line);
  }

  passLine(line: EngineLine): void {
    this.#line = line.number;
    if (line.event.type === 'step-ended') this.#shown.delete(line.event.operation);
  }

  /** Moves past a frame. Returns the part that was not shown before, which may be empty. */
  passFrame(frame: StoredFrame): StoredFrame {
    const { operationId: operation, arrival, offset, payload } = frame;
    this.#arrival = arrival;
    const seen = Math.max(0, (this.#shown.get(operation)?.end ?? 0) - offset);
    if (seen > 0 && seen >= payload.byteLength) return { ...frame, payload: payload.subarray(0, 0) };
    this.#shown.delete(operation);
    if (arrival > this.#durable) this.#note(operation, offset + payload.byteLength, arrival);
    return seen === 0 ? frame : { ...frame, offset: offset + seen, payload: payload.subarray(seen) };
  }

  /**
   * Records that frames up to an arrival number are durable. Their arrival numbers never change, so no offset is
   * needed.
   */
  settle(durable: number): void {
    this.#durable = durable;
    for (const [operation, { arrival }] of this.#shown) if (arrival <= durable) this.#shown.delete(operation);
  }

  /** Returns the token that resumes at this position. */
  toString(): string {
    let token = `${this.#line}.${this.#arrival}`;
    for (const { text } of this.#shown.values()) token += text;
    return token;
  }

  #note(operation: OperationId, end: number, arrival: number): void {
    const text = `${operation.slice(operation.indexOf('-'))}.${end}`;
    this.#shown.set(operation, { end, arrival, text });
    if (this.#shown.size <= MOST_OFFSETS) return;
    const [oldest] = this.#shown.keys();
    if (oldest !== undefined) this.#shown.delete(oldest);
  }
}
