import assert from 'node:assert/strict';
import type { LogFilter } from '../../../protocol/runner/log-filter.ts';
import { FilterChain } from '../filter-chain.ts';
import { goOn } from '../filtering-step.ts';
import type { Filtering, LineLevel } from '../line-filter.ts';

/** Applies filters to lines. Returns the shown lines, the captured data and the problems. */
export function filtered(
  filters: LogFilter | readonly LogFilter[],
  lines: readonly (string | { readonly text: string; readonly level: LineLevel })[],
  shown: LineLevel = 'normal',
): { readonly shown: string[]; readonly data: Record<string, string>; readonly problems: readonly string[] } {
  const chain = new FilterChain(Array.isArray(filters) ? filters : [filters], shown);
  const output: string[] = [];
  for (const line of lines) {
    const { text, level } = typeof line === 'string' ? { text: line, level: 'normal' as const } : line;
    const outcome = atOnce(chain.line({ text, level, partial: false }));
    for (const added of outcome.before) output.push(added.text);
    if (outcome.text !== undefined) output.push(outcome.text);
    for (const added of outcome.after) output.push(added.text);
  }
  for (const added of atOnce(chain.end())) output.push(added.text);
  return { shown: output, data: chain.captured.toRecord(), problems: chain.problems };
}

function atOnce<Result>(work: Filtering<Result>): Result {
  const step = goOn(work);
  assert.ok(step.done, 'a pattern is not linear');
  return step.result;
}
