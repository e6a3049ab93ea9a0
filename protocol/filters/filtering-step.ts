import { linearMatches, type PatternMatch } from './filter-pattern.ts';
import type { Filtering, MatchQuestion } from './line-filter.ts';

/** Runs what a filter does as long as linear patterns alone are asked for; else stops at the first other question. */
export type FilteringStep<Result> =
  | { readonly done: true; readonly result: Result }
  | { readonly done: false; readonly question: MatchQuestion };

/** Goes on with the answer to the last question; undefined at the start. */
export function goOn<Result>(
  work: Filtering<Result>,
  answer?: readonly PatternMatch[],
): FilteringStep<Result> {
  let step = work.next(answer ?? []);
  while (step.done !== true) {
    const { pattern, how, text } = step.value;
    if (pattern.linear === undefined) return { done: false, question: step.value };
    step = work.next(linearMatches(pattern.linear, how, text));
  }
  return { done: true, result: step.value };
}
