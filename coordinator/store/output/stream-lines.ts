import { CR } from './bytes.ts';
import type { FrameIndex } from './frame-index.ts';
import type { PagedFrame } from './frame-pages.ts';
import type { FrameRow } from './frame-row.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { type Line, LineAssembler, NO_LINE, type UnfinishedLine } from './lines.ts';

/** Lines of all streams of an execution, from frames in the order of arrival, beginning anywhere. */
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

  /** The lines that a frame ends. The first frame of a stream brings the line that was unfinished before it. */
  async ended({ row, payload }: PagedFrame): Promise<Iterable<Line>> {
    const name = `${row.operation}/${row.stream}`;
    let assembler = this.#assemblers.get(name);
    if (assembler === undefined) {
      assembler = new LineAssembler(this.#limit, await this.#unfinishedBefore(row));
      this.#assemblers.set(name, assembler);
    }
    if (row.length > 0) return assembler.push(payload);
    const last = assembler.finish();
    return last === undefined ? [] : [last];
  }

  async #unfinishedBefore(row: FrameRow): Promise<UnfinishedLine> {
    const length = this.#index.previousOfStream(row)?.tail ?? 0;
    if (length === 0) return NO_LINE;
    const key = { execution: row.execution, sequence: row.operation };
    const begin = row.streamStart - length;
    const headEnd = begin + Math.min(length, this.#limit);
    const head = await this.#bytes.ofStream(key, row.stream, begin, headEnd);
    const last = await this.#bytes.ofStream(key, row.stream, row.streamStart - 1, row.streamStart);
    return { head, length, endsWithCr: last[0] === CR };
  }
}
