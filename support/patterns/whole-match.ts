import { readPattern } from './pattern.ts';

/**
 * Whether a pattern as people write it for Rundeck matches a whole text, in time linear to it.
 *
 * @returns a part of a sentence if the text is not a pattern, or if the pattern needs a backtracking engine.
 */
export function wholeMatch(pattern: string, text: string): boolean | string {
  const read = readPattern(pattern);
  if (read.engine === 'linear') return read.matches(text);
  if (read.engine === 'none') return `${pattern} is not a pattern: ${read.problem}`;
  return `the pattern ${pattern} uses look-around or back-references, which conditions do not support`;
}
