import { type PatternMatch, readPattern } from '../../support/patterns/pattern.ts';
import type { RunnablePattern } from '../../support/patterns/pattern-runner.ts';

/** Reads the pattern of a filter, or returns why it cannot be used. `dotAll`: `.` matches line breaks too. */
export function filterPattern(regex: string, dotAll = false): RunnablePattern | { readonly problem: string } {
  const pattern = readPattern(dotAll ? `(?s)${regex}` : regex);
  return pattern.engine === 'none' ? { problem: pattern.problem } : pattern;
}

export type HowToMatch = 'whole' | 'first' | 'all';

/** Matches a pattern at most once, or repeatedly for `all`. Undefined if it cannot be matched in linear time. */
export function linearMatches(
  pattern: RunnablePattern,
  how: HowToMatch,
  text: string,
): readonly PatternMatch[] | undefined {
  if (pattern.engine !== 'linear') return undefined;
  if (how === 'all') return pattern.findAll(text);
  const match = how === 'whole' ? pattern.matchWhole(text) : pattern.find(text);
  return match === undefined ? [] : [match];
}
