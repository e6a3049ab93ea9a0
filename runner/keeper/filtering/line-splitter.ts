const LF = 0x0a;
const CR = 0x0d;

/** A line that is longer is looked at up to here only. In bytes. */
export const LONGEST_LINE = 64 * 1024;

/**
 * - `line`: a line without its end; `end` is LF, CR LF, or nothing where the stream ends.
 * - `beginning`: the first part of a line that is too long, cut between characters.
 * - `rest`: a part of what follows it, up to and with its end.
 */
export type LinePiece =
  | { readonly kind: 'line'; readonly bytes: Buffer; readonly end: Buffer }
  | { readonly kind: 'beginning' | 'rest'; readonly bytes: Buffer };

const NOTHING = Buffer.alloc(0);

/** Cuts one stream into lines, however its chunks are cut. It holds the unfinished line. */
export class LineSplitter {
  private held: Buffer[] = [];
  private heldLength = 0;
  /** Within a line whose beginning was given. */
  private inRest = false;

  /** The pieces may be views of the chunk. They are cut as they are asked for. */
  *push(chunk: Buffer): Generator<LinePiece> {
    let at = 0;
    while (at < chunk.length) {
      const newline = chunk.indexOf(LF, at);
      if (this.inRest) {
        const end = newline < 0 ? chunk.length : newline + 1;
        this.inRest = newline < 0;
        yield { kind: 'rest', bytes: chunk.subarray(at, end) };
        at = end;
      } else if (newline >= 0 && this.heldLength + newline - at <= LONGEST_LINE) {
        yield lineOf(this.withHeld(chunk.subarray(at, newline + 1)));
        at = newline + 1;
      } else {
        const end = Math.min(chunk.length, at + LONGEST_LINE + 1 - this.heldLength);
        this.hold(chunk.subarray(at, end));
        at = end;
        if (this.heldLength > LONGEST_LINE) yield* this.beginning();
      }
    }
  }

  /** The end of the stream: what is unfinished is a line. */
  *finish(): Generator<LinePiece> {
    if (this.heldLength > 0) yield { kind: 'line', bytes: this.withHeld(NOTHING), end: NOTHING };
  }

  private *beginning(): Generator<LinePiece> {
    const bytes = this.withHeld(NOTHING);
    const cut = characterStart(bytes, LONGEST_LINE);
    yield { kind: 'beginning', bytes: bytes.subarray(0, cut) };
    const rest = bytes.subarray(cut);
    this.inRest = rest.at(-1) !== LF;
    yield { kind: 'rest', bytes: rest };
  }

  private hold(bytes: Buffer): void {
    this.held.push(Buffer.from(bytes));
    this.heldLength += bytes.length;
  }

  private withHeld(bytes: Buffer): Buffer {
    if (this.held.length === 0) return bytes;
    const whole = Buffer.concat([...this.held, bytes]);
    this.held = [];
    this.heldLength = 0;
    return whole;
  }
}

function lineOf(bytes: Buffer): LinePiece {
  const end = bytes.at(-2) === CR ? bytes.length - 2 : bytes.length - 1;
  return { kind: 'line', bytes: bytes.subarray(0, end), end: bytes.subarray(end) };
}

/** The last place up to `limit` where a UTF-8 character begins; `limit` itself where the bytes are no UTF-8. */
function characterStart(bytes: Buffer, limit: number): number {
  for (let at = limit; at > limit - 4; at--) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) return at;
  return limit;
}
