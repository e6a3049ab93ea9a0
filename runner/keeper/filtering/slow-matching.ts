import type { MatchQuestion } from '../../../job-language/log-filters/line-filter.ts';
import type { PatternMatch } from '../../../support/patterns/pattern.ts';
import type { PatternRunner } from '../../../support/patterns/pattern-runner.ts';

/** The matches, or `timed-out` if the match exceeded its time limit or failed. */
export type SlowAnswer = readonly PatternMatch[] | 'timed-out';

/** Matches patterns that the linear engine does not support, in another thread and with a time limit. Never rejects. */
export type SlowMatching = (question: MatchQuestion) => Promise<SlowAnswer>;

export function slowMatching(patterns: PatternRunner): SlowMatching {
  return async ({ pattern, how, text }) => {
    try {
      if (how === 'whole') {
        const match = await patterns.matchWhole(pattern, text);
        return match === undefined ? [] : [match];
      }
      const matches = await patterns.findAll(pattern, text);
      return how === 'first' ? matches.slice(0, 1) : matches;
    } catch {
      return 'timed-out';
    }
  };
}
