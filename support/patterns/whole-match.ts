import { readPattern } from './pattern.ts';

/**
 * Whether a Rundeck pattern matches a whole text, in time linear in the length of the text.
 *
 * @returns the problem as part of a sentence, if the pattern is invalid or needs a backtracking engine.
 */
export function wholeMatch(pattern: string, text: string): boolean | string {
  const read = readPattern(pattern);
  if (read.engine === 'linear') return read.matches(text);
  if (read.engine === 'none') return `${pattern} is not a pattern: ${read.problem}`;
  return `the pattern ${pattern} uses look-around or back-references, which conditions do not support`;
}
