import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import type { ExecutionOutput, OutputEntry } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { EngineLine } from '../../engine/events/engine-line.ts';
import type { Executions } from '../../executions/executions.ts';
import type { EntriesPage, Output, OutputLine } from '../../store/output/output.ts';
import { ENTRIES_LIMITS } from '../../store/output/reading/bounded-page.ts';
import { ENGINE_STREAM, entryView, lineView } from './entry-views.ts';
import { Interleave, isEnd } from './interleave.ts';
import { StepEvents } from './step-events.ts';
import { engineOffset, parseEngineOffset, parseStepOffset, stepOffset } from './step-offset.ts';

export interface OutputEntriesParts {
  readonly executions: Pick<Executions, 'lines' | 'places'>;
  readonly output: Pick<Output, 'entries'>;
  /** Returns the maximum bytes of a line. Longer lines are cut. */
  readonly lineBytes: () => number;
}

export interface OutputQuestion {
  readonly offset?: string | undefined;
  readonly lastlines?: number | undefined;
  readonly maxlines?: number | undefined;
  /** Whether to include the engine's own lines. */
  readonly engine?: boolean | undefined;
  /** Whether to add the events of steps and nodes, or to return only these. Takes precedence over `engine`. */
  readonly steps?: 'added' | 'only' | undefined;
}

/**
 * Reads the output of an execution line by line. Read `summary` before the call: if it shows an ended execution, all
 * output is stored.
 */
export async function outputEntries(
  parts: OutputEntriesParts,
  summary: ExecutionSummary,
  question: OutputQuestion,
): Promise<ExecutionOutput> {
  const { steps } = question;
  const offset = question.offset ?? '0';
  const { line, cursor } = steps === undefined ? parseEngineOffset(offset) : parseStepOffset(offset);
  const engine = question.engine === true || steps !== undefined;
  // Read the engine lines before the output, so that the output before each end is included.
  const lines = engine ? await parts.executions.lines(summary.id, 0) : [];
  const pageOf = (maxLines: number) =>
    parts.output.entries(summary.id, {
      cursor,
      lineBytes: parts.lineBytes(),
      maxLines,
      ...(question.lastlines === undefined ? {} : { lastLines: question.lastlines }),
    });
  const most = question.maxlines ?? ENTRIES_LIMITS.lines;
  const whole = steps === 'only' ? withoutOutput(await pageOf(1), cursor) : await pageOf(most);
  const merged = engine
    ? merge(
        lines,
        line,
        whole,
        question.lastlines === undefined ? most : Number.POSITIVE_INFINITY,
        viewsOf(steps),
      )
    : { entries: await withPlaces(parts, summary.id, whole.entries), line: 0, rest: false };
  const page = engine ? await shortened(whole, cursor, outputLines(merged.entries), pageOf) : whole;
  const ended = summary.endedAt !== undefined;
  const position = { line: merged.line, cursor: page.cursor };
  return {
    id: String(summary.id),
    offset: steps === undefined ? engineOffset(position) : stepOffset(position),
    completed: ended && page.atEnd && !merged.rest,
    execCompleted: ended,
    execState: summary.status,
    hasFailedNodes: summary.failedNodes.length > 0,
    totalSize: page.totalSize,
    entries: question.lastlines === undefined ? merged.entries : merged.entries.slice(-question.lastlines),
  };
}

/** Leaves the output of a page out. */
function withoutOutput({ totalSize }: EntriesPage, cursor: string): EntriesPage {
  return { entries: [], cursor, atEnd: true, totalSize };
}

/** How lines are shown: a line of the engine as any number of entries, a line of output as one. */
interface LineViews {
  readonly ofEngine: (line: EngineLine) => readonly OutputEntry[];
  readonly ofOutput: typeof entryView;
}

function viewsOf(steps: OutputQuestion['steps']): LineViews {
  if (steps === undefined) return { ofEngine: (line) => [lineView(line)], ofOutput: entryView };
  const events = new StepEvents();
  return {
    ofEngine: (line) => events.next(line),
    ofOutput: (entry, place) => ({ ...entryView(entry, place), type: 'log' }),
  };
}

/** Shortens a page to its first `count` lines, to leave room for the engine's lines. */
async function shortened(
  whole: EntriesPage,
  cursor: string,
  count: number,
  pageOf: (maxLines: number) => Promise<EntriesPage>,
): Promise<EntriesPage> {
  if (count === whole.entries.length) return whole;
  return count === 0 ? { ...whole, cursor, atEnd: false } : pageOf(count);
}

function outputLines(entries: readonly OutputEntry[]): number {
  return entries.filter(({ metadata }) => metadata?.stream !== ENGINE_STREAM).length;
}

async function withPlaces(
  parts: OutputEntriesParts,
  id: ExecutionId,
  entries: readonly OutputLine[],
): Promise<OutputEntry[]> {
  const operations = new Set(entries.map(({ operationId }) => operationId));
  const places = await parts.executions.places(id, operations);
  return entries.map((entry) => entryView(entry, places.get(entry.operationId)));
}

/**
 * Merges engine lines and output lines into one order, at most `most` entries in total. The entries of one engine line
 * are never parted, even if a single line has more than `most`.
 */
function merge(
  lines: readonly EngineLine[],
  after: number,
  { entries, atEnd }: Pick<EntriesPage, 'entries' | 'atEnd'>,
  most: number,
  views: LineViews,
) {
  const order = new Interleave();
  const waiting: EngineLine[] = [];
  for (const line of lines) {
    if (line.number > after) {
      waiting.push(line);
      continue;
    }
    order.passed(line);
    // The views of later lines depend on those of earlier ones.
    views.ofEngine(line);
  }
  const merged: OutputEntry[] = [];
  let [lineIndex, entryIndex, passed] = [0, 0, after];
  while (merged.length < most) {
    const line = waiting[lineIndex];
    const entry = entries[entryIndex];
    const next = order.next(line, entry?.operationId);
    if (next === 'line' && line !== undefined) {
      // An end waits for output that is on a later page.
      if (entry === undefined && !atEnd && isEnd(line)) break;
      const shown = views.ofEngine(line);
      if (merged.length > 0 && merged.length + shown.length > most) break;
      order.passed(line);
      passed = line.number;
      merged.push(...shown);
      lineIndex += 1;
    } else if (entry !== undefined) {
      merged.push(views.ofOutput(entry, order.placeOf(entry.operationId)));
      entryIndex += 1;
    } else break;
  }
  return { entries: merged, line: passed, rest: lineIndex < waiting.length };
}
