import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import type { ExecutionOutput, OutputEntry } from '../../../protocol/routes/shapes/execution-shapes.ts';
import { ENTRIES_LIMITS } from '../../store/output/reading/bounded-page.ts';
import { type OutputEntriesParts, type OutputQuestion, outputEntries } from './output-entries.ts';

/** Maximum number of pages that one answer reads while it looks for entries that match. */
const MOST_PAGES = 8;

export interface EntriesFilter {
  readonly node?: string | undefined;
  /** A step context. With a slash at its end, the steps below this step match too. */
  readonly stepctx?: string | undefined;
}

/**
 * Like {@link outputEntries}, but returns only the entries of the given node and step. An answer may contain fewer
 * entries than requested, or none, before the end: the client continues at its `offset`. `lastlines` considers the last
 * 20,000 lines of the execution.
 */
export async function filteredEntries(
  parts: OutputEntriesParts,
  summary: ExecutionSummary,
  question: OutputQuestion,
  filter: EntriesFilter,
): Promise<ExecutionOutput> {
  if (filter.node === undefined && filter.stepctx === undefined)
    return outputEntries(parts, summary, question);
  const { lastlines } = question;
  if (lastlines !== undefined) {
    const page = await outputEntries(parts, summary, { ...question, lastlines: ENTRIES_LIMITS.lines });
    const matching = page.entries.filter((entry) => matches(entry, filter));
    return { ...page, entries: matching.slice(-lastlines) };
  }
  const most = question.maxlines ?? ENTRIES_LIMITS.lines;
  const found: OutputEntry[] = [];
  let page = await outputEntries(parts, summary, question);
  found.push(...page.entries.filter((entry) => matches(entry, filter)));
  for (let pages = 1; pages < MOST_PAGES && found.length < most && page.entries.length > 0; pages += 1) {
    // Request no more lines than are missing, so that no matching entry is read and then left out.
    page = await outputEntries(parts, summary, {
      ...question,
      offset: page.offset,
      maxlines: most - found.length,
    });
    found.push(...page.entries.filter((entry) => matches(entry, filter)));
  }
  return { ...page, entries: found };
}

/** Returns whether an entry has the node and the step of a filter. */
export function matches({ node, stepctx }: OutputEntry, filter: EntriesFilter): boolean {
  if (filter.node !== undefined && filter.node !== node) return false;
  if (filter.stepctx === undefined) return true;
  return filter.stepctx.endsWith('/') ? `${stepctx}/`.startsWith(filter.stepctx) : stepctx === filter.stepctx;
}
