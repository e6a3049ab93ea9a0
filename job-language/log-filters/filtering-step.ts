import type { PatternMatch } from '../../support/patterns/pattern.ts';
import { linearMatches } from './filter-pattern.ts';
import { type Filtering, type MatchQuestion, PatternTimeout } from './line-filter.ts';

/** The state of a filter after {@link goOn}: finished, or waiting for matches that may take more than linear time. */
export type FilteringStep<Result> =
  | { readonly done: true; readonly result: Result }
  | { readonly done: false; readonly question: MatchQuestion };

/**
 * Resumes a filter with the answer to its last question, or with a timeout; omit the answer to start the filter.
 * Answers linear patterns itself, and stops at the first other pattern or at the end.
 */
export function goOn<Result>(
  work: Filtering<Result>,
  answer?: readonly PatternMatch[] | PatternTimeout,
): FilteringStep<Result> {
  let step = answer instanceof PatternTimeout ? work.throw(answer) : work.next(answer ?? []);
  while (step.done !== true) {
    const { pattern, how, text } = step.value;
    const matches = linearMatches(pattern, how, text);
    if (matches === undefined) return { done: false, question: step.value };
    step = work.next(matches);
  }
  return { done: true, result: step.value };
}
