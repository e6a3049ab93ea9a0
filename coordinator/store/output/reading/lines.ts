/**
 * Splits the bytes of one stream of one operation into lines. A line ends at LF, and one CR before the LF is dropped. A
 * lone CR does not end a line. Only the beginning of a line over the limit is retained.
 */
import { asBuffer, CR, LF } from '../index/bytes.ts';

export interface Line {
  /** Bytes of the line without the newline, at most as many as the limit. */
  readonly bytes: Buffer;
  /** Whether the line was longer than the limit. */
  readonly cut: boolean;
  /** Position just after the newline in the pushed bytes. */
  readonly end: number;
  /** Set if the line replaces a damaged frame, whose bytes are unknown. */
  readonly isDamaged?: true;
}

/** An unfinished line: the bytes of a stream after its last LF. */
export interface UnfinishedLine {
  /** The first bytes of the line, up to the limit. */
  readonly head: Buffer;
  /** Length of the line so far, in bytes. */
  readonly length: number;
  /** Whether the last byte so far is a CR. */
  readonly endsWithCr: boolean;
}

export const NO_LINE: UnfinishedLine = { head: Buffer.alloc(0), length: 0, endsWithCr: false };

export class LineAssembler {
  readonly #limit: number;
  #pieces: Buffer[];
  #kept: number;
  #length: number;
  #endsWithCr: boolean;

  /** `limit` in bytes. `unfinished` is the line to which the first pushed bytes belong. */
  constructor(limit: number, unfinished: UnfinishedLine = NO_LINE) {
    this.#limit = limit;
    this.#pieces = unfinished.length === 0 ? [] : [unfinished.head.subarray(0, limit)];
    this.#kept = Math.min(unfinished.head.byteLength, limit);
    this.#length = unfinished.length;
    this.#endsWithCr = unfinished.endsWithCr;
  }

  /** Yields the lines that these bytes complete. If the caller stops iterating, the remaining bytes are ignored. */
  *push(bytes: Uint8Array): Generator<Line> {
    const chunk = asBuffer(bytes);
    let begin = 0;
    for (;;) {
      const newline = chunk.indexOf(LF, begin);
      if (newline < 0) break;
      this.#add(chunk.subarray(begin, newline));
      begin = newline + 1;
      yield this.#finish(begin, this.#endsWithCr ? 1 : 0);
    }
    this.#add(chunk.subarray(begin));
  }

  /** Ends the stream. Returns the unfinished line, if any, including a CR at its end. */
  finish(): Line | undefined {
    return this.#length === 0 ? undefined : this.#finish(0, 0);
  }

  #add(bytes: Buffer): void {
    if (bytes.byteLength === 0) return;
    const room = this.#limit - this.#kept;
    if (room > 0) {
      const piece = bytes.subarray(0, room);
      this.#pieces.push(piece);
      this.#kept += piece.byteLength;
    }
    this.#length += bytes.byteLength;
    this.#endsWithCr = bytes.at(-1) === CR;
  }

  #finish(end: number, dropped: number): Line {
    const [first = NO_LINE.head] = this.#pieces;
    const bytes = this.#pieces.length < 2 ? first : Buffer.concat(this.#pieces);
    const length = this.#length - dropped;
    this.#pieces = [];
    this.#kept = 0;
    this.#length = 0;
    this.#endsWithCr = false;
    return { bytes: bytes.subarray(0, Math.min(length, this.#limit)), cut: length > this.#limit, end };
  }
}

/** Returns the text of a line. Replaces invalid UTF-8, and drops a character that was cut in the middle. */
export function lineText({ bytes, cut }: Line): string {
  return (cut ? bytes.subarray(0, wholeCharacters(bytes)) : bytes).toString('utf8');
}

/** Returns the length of the bytes without an incomplete character at their end. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.byteLength); back += 1) {
    const byte = bytes[bytes.byteLength - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? bytes.byteLength - back : bytes.byteLength;
  }
  return bytes.byteLength;
}
