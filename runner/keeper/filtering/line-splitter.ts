import { isUtf8 } from 'node:buffer';

const LF = 0x0a;
const CR = 0x0d;

/** Maximum number of bytes at the beginning of a line that filters match. */
export const LONGEST_LINE = 64 * 1024;

/**
 * A part of a stream: the range of `bytes` from `start` up to, but not including, `end`.
 * - `line`: a line. Its terminator begins at `textEnd`: LF, CR LF, or nothing at the end of the stream.
 * - `beginning`: the first part of a line that is too long, cut between characters.
 * - `rest`: a following part of such a line, up to and including its terminator.
 */
export interface LinePiece {
  readonly kind: 'line' | 'beginning' | 'rest';
  readonly bytes: Buffer;
  readonly start: number;
  readonly textEnd: number;
  readonly end: number;
  /** Whether the bytes were already found to be valid UTF-8. */
  readonly isUtf8: boolean;
}

/** Splits a stream into lines, independently of its chunks. Buffers the incomplete line. */
export class LineSplitter {
  #held: Buffer[] = [];
  #heldLength = 0;
  /** Whether the next bytes continue a line whose beginning was already returned. */
  #inRest = false;

  /** Splits a chunk on demand. The pieces may be views of the chunk. */
  *push(chunk: Buffer): Generator<LinePiece> {
    const utf8 = isUtf8(chunk);
    let at = 0;
    while (at < chunk.length) {
      const newline = chunk.indexOf(LF, at);
      if (this.#inRest) {
        const end = newline < 0 ? chunk.length : newline + 1;
        this.#inRest = newline < 0;
        yield { kind: 'rest', bytes: chunk, start: at, textEnd: end, end, isUtf8: utf8 };
        at = end;
      } else if (newline >= 0 && this.#heldLength + newline - at <= LONGEST_LINE) {
        if (this.#heldLength === 0) yield lineOf(chunk, at, newline + 1, utf8);
        else {
          this.#hold(chunk.subarray(at, newline + 1));
          yield this.#heldLine();
        }
        at = newline + 1;
      } else {
        const end = Math.min(chunk.length, at + LONGEST_LINE + 1 - this.#heldLength);
        this.#hold(chunk.subarray(at, end));
        at = end;
        if (this.#heldLength > LONGEST_LINE) yield* this.#beginning();
      }
    }
  }

  /** Ends the stream. An incomplete line becomes a line. */
  *finish(): Generator<LinePiece> {
    if (this.#heldLength > 0) yield this.#heldLine();
  }

  #heldLine(): LinePiece {
    const bytes = this.#takeHeld();
    return lineOf(bytes, 0, bytes.length, false);
  }

  *#beginning(): Generator<LinePiece> {
    const bytes = this.#takeHeld();
    const { length } = bytes;
    const cut = characterStart(bytes, LONGEST_LINE);
    yield { kind: 'beginning', bytes, start: 0, textEnd: cut, end: cut, isUtf8: false };
    this.#inRest = bytes[length - 1] !== LF;
    yield { kind: 'rest', bytes, start: cut, textEnd: length, end: length, isUtf8: false };
  }

  #hold(bytes: Buffer): void {
    this.#held.push(Buffer.from(bytes));
    this.#heldLength += bytes.length;
  }

  #takeHeld(): Buffer {
    const whole = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldLength = 0;
    return whole;
  }
}

function lineOf(bytes: Buffer, start: number, end: number, utf8: boolean): LinePiece {
  let textEnd = end;
  if (bytes[end - 1] === LF) textEnd = end - 2 >= start && bytes[end - 2] === CR ? end - 2 : end - 1;
  return { kind: 'line', bytes, start, textEnd, end, isUtf8: utf8 };
}

/** Returns the last position up to `limit` at which a UTF-8 character begins; `limit` if the bytes are not UTF-8. */
function characterStart(bytes: Buffer, limit: number): number {
  for (let at = limit; at > limit - 4; at--) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) return at;
  return limit;
}
