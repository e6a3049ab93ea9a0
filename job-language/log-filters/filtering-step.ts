import type { PatternMatch } from '../../support/patterns/pattern.ts';
import { linearMatches } from './filter-pattern.ts';
import { type Filtering, type MatchQuestion, PatternTimeout } from './line-filter.ts';

/** Runs a filter while it asks for linear patterns only. Stops at the first other question. */
export type FilteringStep<Result> =
  | { readonly done: true; readonly result: Result }
  | { readonly done: false; readonly question: MatchQuestion };

/**
 * Passes the answer to the last question, or its timeout, to the work, and continues to the next question or to the end.
 * At the start, the answer is undefined.
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
