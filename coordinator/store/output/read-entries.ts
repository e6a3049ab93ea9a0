import type { ExecutionId } from '../../../protocol/ids.ts';
import { STREAMS } from '../../../protocol/runner/frames.ts';
import { BoundedPage } from './bounded-page.ts';
import { type EntryPosition, entryCursor, entryPosition } from './entry-position.ts';
import type { FrameIndex } from './frame-index.ts';
import type { FramePages, PagedFrame } from './frame-pages.ts';
import type { FrameRow } from './frame-row.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { positionOfLastLines } from './last-lines.ts';
import { type Line, lineText } from './lines.ts';
import { type OperationKey, operationIdOf } from './operation-key.ts';
import { ENTRIES_LIMITS, type EntriesPage, type EntriesQuery, type OutputEntry } from './output.ts';
import { StreamLines } from './stream-lines.ts';

/** What is read at once: little at first, as most readers want little. */
const FIRST_PAGE = { bytes: 64 * 1024, frames: 256 };
const LARGEST_PAGE = { bytes: 1024 * 1024, frames: 4096 };

/** Operations whose offsets stand in a cursor, so that it stays short enough for a URL. */
const MOST_OFFSETS = 64;

export interface EntrySource {
  readonly index: FrameIndex;
  readonly pages: FramePages;
  readonly bytes: KeptBytes;
  /** Bytes of an operation that are durable. */
  durable(key: OperationKey): number;
}

/** One page of the lines of an execution, in the order of arrival of the frames that ended them. */
export async function readEntries(
  source: EntrySource,
  executionId: ExecutionId,
  query: EntriesQuery,
): Promise<EntriesPage> {
  const given = entryPosition(query.cursor);
  const begin =
    query.lastLines === undefined
      ? given
      : await positionOfLastLines(source.pages, executionId, Math.max(0, query.lastLines));
  const reader = new EntryReader(source, executionId, begin, query);
  const atEnd = await reader.read();
  const moved = reader.moved || query.lastLines !== undefined;
  return {
    entries: reader.entries,
    cursor: moved ? entryCursor(reader.position()) : query.cursor,
    atEnd,
    totalSize: source.index.size(executionId),
  };
}

class EntryReader {
  /** Whether any frame was consumed. */
  moved = false;
  readonly #source: EntrySource;
  readonly #executionId: ExecutionId;
  readonly #page: BoundedPage<OutputEntry>;
  readonly #lines: StreamLines;
  readonly #consumed: Map<number, number>;
  #arrival: number;
  /** The operation of the frame that is consumed in part. */
  #partial: number | undefined;

  constructor(source: EntrySource, executionId: ExecutionId, begin: EntryPosition, query: EntriesQuery) {
    this.#source = source;
    this.#executionId = executionId;
    this.#page = new BoundedPage(query.maxLines ?? ENTRIES_LIMITS.lines);
    this.#lines = new StreamLines(source.index, source.bytes, query.lineBytes ?? ENTRIES_LIMITS.lineBytes);
    this.#arrival = begin.arrival;
    this.#consumed = new Map(begin.consumed);
  }

  get entries(): readonly OutputEntry[] {
    return this.#page.items;
  }

  /** Reads until the page is full or nothing is left; whether nothing is left. */
  async read(): Promise<boolean> {
    for (let limits = FIRST_PAGE; ; limits = doubled(limits)) {
      const frames = await this.#source.pages.after(this.#executionId, this.#arrival - 1, limits);
      if (frames.length === 0) return true;
      for (const frame of frames) {
        if (this.#page.full || !(await this.#consume(frame))) return false;
        this.#arrival = frame.row.arrival + 1;
        this.moved = true;
      }
    }
  }

  position(): EntryPosition {
    const needed = [...this.#consumed].filter(([sequence, offset]) => {
      const key = { execution: this.#executionId, sequence };
      return sequence === this.#partial || offset > this.#source.durable(key);
    });
    return { arrival: this.#arrival, consumed: new Map(needed.slice(-MOST_OFFSETS)) };
  }

  /** Whether the whole frame was consumed. */
  async #consume(frame: PagedFrame): Promise<boolean> {
    const { row } = frame;
    const before = this.#consumed.get(row.operation) ?? 0;
    let end = row.start;
    for (const line of await this.#lines.ended(frame)) {
      const lineEnd = row.start + line.end;
      const seen = row.length > 0 && lineEnd <= before;
      if (!seen && !this.#page.add(entryOf(row, line), line.bytes.byteLength)) {
        this.#partial = row.operation;
        this.#note(row.operation, Math.max(before, end));
        this.moved = true;
        return false;
      }
      end = lineEnd;
    }
    this.#note(row.operation, Math.max(before, row.start + row.length));
    return true;
  }

  /** The latest noted stand last. */
  #note(operation: number, offset: number): void {
    this.#consumed.delete(operation);
    this.#consumed.set(operation, offset);
  }
}

function doubled({ bytes, frames }: typeof FIRST_PAGE): typeof FIRST_PAGE {
  return {
    bytes: Math.min(2 * bytes, LARGEST_PAGE.bytes),
    frames: Math.min(2 * frames, LARGEST_PAGE.frames),
  };
}

function entryOf(row: FrameRow, line: Line): OutputEntry {
  return {
    operationId: operationIdOf({ execution: row.execution, sequence: row.operation }),
    stream: STREAMS[row.stream] ?? 'stdout',
    time: row.time,
    log: lineText(line),
    cut: line.cut,
  };
}
