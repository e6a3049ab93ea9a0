import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import type { ExecutionId } from '../../../protocol/ids.ts';
import type { ExecutionOutput, OutputEntry } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { EngineLine } from '../../engine/events/engine-line.ts';
import type { Executions, StepLocation } from '../../executions/executions.ts';
import type { EntriesPage, Output, OutputLine } from '../../store/output/output.ts';
import { ENTRIES_LIMITS } from '../../store/output/reading/bounded-page.ts';
import { Interleave, isEnd, isFailedEnd } from './interleave.ts';

/** The stream name of the engine's own lines. */
const ENGINE = 'engine';

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
  const { line, cursor } = parseOffset(question.offset ?? '0');
  const engine = question.engine === true;
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
  const whole = await pageOf(most);
  const merged = engine
    ? merge(lines, line, whole, question.lastlines === undefined ? most : Number.POSITIVE_INFINITY)
    : { entries: await withPlaces(parts, summary.id, whole.entries), line: 0, rest: false };
  const page = engine ? await shortened(whole, cursor, outputLines(merged.entries), pageOf) : whole;
  const ended = summary.endedAt !== undefined;
  return {
    id: summary.id,
    offset: merged.line === 0 ? page.cursor : `e${merged.line}.${page.cursor}`,
    completed: ended && page.atEnd && !merged.rest,
    execCompleted: ended,
    execState: summary.status,
    hasFailedNodes: summary.failedNodes.length > 0,
    totalSize: page.totalSize,
    entries: question.lastlines === undefined ? merged.entries : merged.entries.slice(-question.lastlines),
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
  return entries.filter(({ metadata }) => metadata?.stream !== ENGINE).length;
}

/** Parses `e<number of the last engine line>.<cursor of the output>`, or the cursor alone. */
function parseOffset(offset: string): { readonly line: number; readonly cursor: string } {
  const [, line, cursor] = /^e(\d{1,16})\.(.*)$/.exec(offset) ?? [];
  return line === undefined || cursor === undefined
    ? { line: 0, cursor: offset }
    : { line: Number(line), cursor };
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

/** Merges engine lines and output lines into one order, at most `most` in total. */
function merge(
  lines: readonly EngineLine[],
  after: number,
  { entries, atEnd }: Pick<EntriesPage, 'entries' | 'atEnd'>,
  most: number,
) {
  const order = new Interleave();
  const waiting: EngineLine[] = [];
  for (const line of lines) {
    if (line.number <= after) order.passed(line);
    else waiting.push(line);
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
      order.passed(line);
      passed = line.number;
      merged.push(lineView(line));
      lineIndex += 1;
    } else if (entry !== undefined) {
      merged.push(entryView(entry, order.placeOf(entry.operationId)));
      entryIndex += 1;
    } else break;
  }
  return { entries: merged, line: passed, rest: lineIndex < waiting.length };
}

function entryView(entry: OutputLine, place: StepLocation | undefined): OutputEntry {
  return {
    ...times(entry.time),
    level: entry.stream === 'stderr' ? 'ERROR' : 'NORMAL',
    log: entry.log,
    node: place?.node ?? '',
    stepctx: place?.stepctx ?? '',
    metadata: {
      stream: entry.stream,
      ...(entry.cut ? { cut: true } : {}),
      ...(entry.damaged === undefined ? {} : { damaged: entry.damaged }),
    },
  };
}

function lineView(line: EngineLine): OutputEntry {
  const { node = '', stepctx = '' } = line;
  return {
    ...times(line.event.time),
    level: isFailedEnd(line) ? 'ERROR' : 'NORMAL',
    log: line.message,
    node,
    stepctx,
    metadata: { stream: ENGINE },
  };
}

function times(epoch: number) {
  const iso = new Date(epoch).toISOString();
  return { time: iso.slice(11, 19), absolute_time: iso };
}
