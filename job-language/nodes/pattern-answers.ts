import type { JavaScriptPattern } from '../../support/patterns/pattern.ts';
import type { PatternRunner } from '../../support/patterns/pattern-runner.ts';
import { inSlices, type Sliced } from '../../support/slices/sliced.ts';

/** Answers that were computed in advance for patterns that may take unbounded time. */
export interface PatternAnswers {
  /** Whether the whole text matches. */
  matches(pattern: JavaScriptPattern, text: string): boolean;
}

/** Maximum number of distinct questions: more than any filter needs for the largest inventory. */
const MOST_QUESTIONS = 1_000_000;

/**
 * Evaluates a pure decision that may depend on patterns that need more than linear time. Repeats the decision with the
 * answers to its previous questions until the decision asks no new questions. Throws the errors of `decide`, and
 * `pattern-too-slow`.
 */
export async function withPatternAnswers<Decision>(
  runner: PatternRunner,
  decide: (answers: PatternAnswers) => Sliced<Decision>,
): Promise<Decision> {
  const known = new Map<string, boolean>();
  for (;;) {
    const asked = new Map<string, readonly [JavaScriptPattern, string]>();
    const work = decide({
      matches: (pattern, text) => {
        const question = `${pattern.pattern}\0${text}`;
        const answer = known.get(question);
        if (answer === undefined && asked.size < MOST_QUESTIONS) asked.set(question, [pattern, text]);
        return answer ?? false;
      },
    });
    const decision = await inSlices(work);
    if (asked.size === 0) return decision;
    for (const [question, [pattern, text]] of asked) {
      known.set(question, await runner.matches(pattern, text));
    }
  }
}
