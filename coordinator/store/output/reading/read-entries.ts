import type { ExecutionId } from '../../../../protocol/ids.ts';
import { STREAMS } from '../../../../protocol/runner/frames.ts';
import type { FrameIndex } from '../index/frame-index.ts';
import type { FrameRow } from '../index/frame-row.ts';
import { operationIdOf } from '../index/operation-key.ts';
import type { EntriesPage, EntriesQuery, OutputLine } from '../output.ts';
import { BoundedPage, ENTRIES_LIMITS } from './bounded-page.ts';
import { damageText } from './damage-text.ts';
import { type EntryPosition, entryCursor, entryPosition } from './entry-position.ts';
import type { FramePages, PagedFrame } from './frame-pages.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { positionOfLastLines } from './last-lines.ts';
import { type Line, lineText } from './lines.ts';
import { StreamLines } from './stream-lines.ts';

/** The first page is small, because most readers need only a few lines. */
const FIRST_PAGE = { bytes: 64 * 1024, frames: 256 };
const LARGEST_PAGE = { bytes: 1024 * 1024, frames: 4096 };

export interface EntrySource {
  readonly index: FrameIndex;
  readonly pages: FramePages;
  readonly bytes: KeptBytes;
}

/**
 * Returns one page of the lines of an execution. The lines are ordered by the arrival of the frames that end them.
 * Frames that arrived after `until` belong to a later page.
 */
export async function readEntries(
  source: EntrySource,
  executionId: ExecutionId,
  query: EntriesQuery,
  until: number,
): Promise<EntriesPage> {
  const given = entryPosition(query.cursor);
  const begin =
    query.lastLines === undefined
      ? given
      : await positionOfLastLines(source.pages, executionId, Math.max(0, query.lastLines), until);
  const reader = new EntryReader(source, executionId, begin, query);
  const atEnd = await reader.read(until);
  return {
    entries: reader.entries,
    cursor: entryCursor(reader.position),
    atEnd,
    totalSize: source.index.size(executionId),
  };
}

class EntryReader {
  readonly #source: EntrySource;
  readonly #executionId: ExecutionId;
  readonly #page: BoundedPage<OutputLine>;
  readonly #lines: StreamLines;
  #position: EntryPosition;

  constructor(source: EntrySource, executionId: ExecutionId, begin: EntryPosition, query: EntriesQuery) {
    this.#source = source;
    this.#executionId = executionId;
    this.#page = new BoundedPage(query.maxLines ?? ENTRIES_LIMITS.lines);
    this.#lines = new StreamLines(source.index, source.bytes, query.lineBytes ?? ENTRIES_LIMITS.lineBytes);
    this.#position = begin;
  }

  get entries(): readonly OutputLine[] {
    return this.#page.items;
  }

  get position(): EntryPosition {
    return this.#position;
  }

  /** Reads until the page is full or no output is left. Returns whether no output is left. */
  async read(until: number): Promise<boolean> {
    for (let limits = FIRST_PAGE; ; limits = doubled(limits)) {
      const { arrival } = this.#position;
      const found = await this.#source.pages.after(this.#executionId, arrival - 1, limits);
      const frames = found.filter(({ row }) => row.arrival <= until);
      if (frames.length === 0) return true;
      for (const frame of frames) {
        if (this.#page.full || !(await this.#consume(frame))) return false;
        this.#position = { arrival: frame.row.arrival + 1, consumed: 0 };
      }
    }
  }

  /** Adds the lines of a frame to the page. Returns whether the whole frame was consumed. */
  async #consume(frame: PagedFrame): Promise<boolean> {
    const { row } = frame;
    const before = row.arrival === this.#position.arrival ? this.#position.consumed : 0;
    let end = before;
    for (const line of await this.#lines.ended(frame)) {
      const isSeen = row.length > 0 && line.end <= before;
      if (!isSeen && !this.#page.add(entryOf(row, line), line.bytes.byteLength)) {
        this.#position = { arrival: row.arrival, consumed: end };
        return false;
      }
      end = Math.max(before, line.end);
    }
    return true;
  }
}

function doubled({ bytes, frames }: typeof FIRST_PAGE): typeof FIRST_PAGE {
  return {
    bytes: Math.min(2 * bytes, LARGEST_PAGE.bytes),
    frames: Math.min(2 * frames, LARGEST_PAGE.frames),
  };
}

function entryOf(row: FrameRow, line: Line): OutputLine {
  return {
    operationId: operationIdOf({ execution: row.execution, sequence: row.operation }),
    stream: STREAMS[row.stream] ?? 'stdout',
    time: row.time,
    log: line.isDamaged ? damageText(row.length, row.start) : lineText(line),
    cut: line.cut,
    ...(line.isDamaged ? { damaged: { offset: row.start, length: row.length } } : {}),
  };
}
