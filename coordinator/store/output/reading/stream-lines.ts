import { CR } from '../index/bytes.ts';
import type { FrameIndex } from '../index/frame-index.ts';
import type { FrameRow } from '../index/frame-row.ts';
import type { PagedFrame } from './frame-pages.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { type Line, LineAssembler, NO_LINE, type UnfinishedLine } from './lines.ts';

/**
 * Splits the frames of an execution into the lines of each stream. The first call may pass any frame; later calls must
 * pass the frames that follow, in the order of arrival.
 */
export class StreamLines {
  readonly #index: FrameIndex;
  readonly #bytes: KeptBytes;
  readonly #limit: number;
  readonly #assemblers = new Map<string, LineAssembler>();

  constructor(index: FrameIndex, bytes: KeptBytes, limit: number) {
    this.#index = index;
    this.#bytes = bytes;
    this.#limit = limit;
  }

  /**
   * Returns the lines that a frame completes. At the first call for a stream, also loads the unfinished line before the
   * frame.
   */
  async ended({ row, payload, isDamaged }: PagedFrame): Promise<Iterable<Line>> {
    const name = `${row.operation}/${row.stream}`;
    let assembler = this.#assemblers.get(name);
    if (assembler === undefined) {
      assembler = new LineAssembler(this.#limit, await this.#unfinishedBefore(row));
      this.#assemblers.set(name, assembler);
    }
    if (isDamaged) return damagedLines(assembler, row.length);
    if (row.length > 0) return assembler.push(payload);
    const last = assembler.finish();
    return last === undefined ? [] : [last];
  }

  async #unfinishedBefore(row: FrameRow): Promise<UnfinishedLine> {
    const tail = this.#index.previousOfStream(row)?.tail ?? 0;
    if (tail === 0) return NO_LINE;
    const key = { execution: row.execution, sequence: row.operation };
    const begin = row.streamStart - tail;
    const headEnd = begin + Math.min(tail, this.#limit);
    const head = await this.#bytes.intactEnd(key, row.stream, begin, headEnd);
    const last = await this.#bytes.intactEnd(key, row.stream, row.streamStart - 1, row.streamStart);
    // A damaged frame ends the line before it. The next frame begins a new line.
    const length = head.byteLength < headEnd - begin ? head.byteLength : tail;
    return { head, length, endsWithCr: last[0] === CR };
  }
}

/** Returns the line that was unfinished before a damaged frame, if any, and a line that replaces the frame. */
function damagedLines(assembler: LineAssembler, length: number): readonly Line[] {
  const unfinished = assembler.finish();
  const damaged = { bytes: Buffer.alloc(0), cut: false, end: length, isDamaged: true } as const;
  // `end` of the first line must be lower, because a page may end between the two lines.
  return unfinished === undefined ? [damaged] : [{ ...unfinished, end: 1 }, damaged];
}
