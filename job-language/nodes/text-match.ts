import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { type JavaScriptPattern, type LinearPattern, readPattern } from '../../support/patterns/pattern.ts';
import type { PatternAnswers } from './pattern-answers.ts';

/** Returns whether a text matches a pattern. */
export type TextMatch = (text: string) => boolean;

/** The filter that contains a pattern. */
export interface FilterContext {
  readonly filter: string;
  /** Answers for patterns that need more than linear time. Without them, such a pattern is refused. */
  readonly answers?: PatternAnswers | undefined;
}

/** Maximum number of cached results for each pattern. Caching pays off because inventories repeat values. */
const MOST_REMEMBERED = 4096;

/**
 * Returns a predicate for a pattern of a node filter. The pattern matches a whole text as a regular expression, or an
 * equal text. A pattern `/…/` is a regular expression only. `offset` is the offset of the pattern in the filter.
 *
 * Throws `node-filter-invalid` for a `/…/` that is not a regular expression, and for a pattern that needs more than
 * linear time and has no answers.
 */
export function textMatch(written: string, offset: number, context: FilterContext): TextMatch {
  const isForced = written.length >= 2 && written.startsWith('/') && written.endsWith('/');
  const pattern = (isForced ? written.slice(1, -1) : written).trim();
  if (/^[\w\s,-]*$/.test(pattern)) return (text) => text === pattern;
  const read = readPattern(pattern);
  const refuse = (problem: string) =>
    new OutrunnerError('node-filter-invalid', {
      filter: context.filter,
      column: offset + 1,
      problem: `"${pattern}": ${problem}`,
    });
  if (read.engine === 'none') {
    if (isForced) throw refuse(read.problem);
    return (text) => text === pattern;
  }
  const run = runnable(read, context);
  if (run === undefined) throw refuse('it needs more than linear time');
  const matches = remembering(run);
  return isForced ? matches : (text) => text === pattern || matches(text);
}

function remembering(matches: TextMatch): TextMatch {
  const known = new Map<string, boolean>();
  return (text) => {
    let answer = known.get(text);
    if (answer === undefined) {
      answer = matches(text);
      if (known.size < MOST_REMEMBERED) known.set(text, answer);
    }
    return answer;
  };
}

function runnable(
  pattern: LinearPattern | JavaScriptPattern,
  { answers }: FilterContext,
): TextMatch | undefined {
  if (pattern.engine === 'linear') return (text) => pattern.matches(text);
  return answers === undefined ? undefined : (text) => answers.matches(pattern, text);
}
