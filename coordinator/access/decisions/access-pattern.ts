import { readPattern } from '../../../support/patterns/pattern.ts';
import { costlyPatternProblem } from '../policies/format/costly-pattern.ts';

/** Maximum characters of a text that a pattern is compared with. */
const MOST_TEXT = 4096;

/** Returns whether a whole text matches. */
export type TextTest = (text: string) => boolean;

/**
 * Compiles a pattern of a policy. The test accepts a text that equals the pattern, or that the pattern matches as a
 * whole. It returns `undecided` if the pattern is invalid or needs a backtracking engine, or the text is too long, so
 * that the caller can choose the safe answer: false for a rule that allows, true for a rule that denies.
 */
export function accessPattern(pattern: string, undecided: boolean): TextTest {
  // Most patterns are plain names or `.*`. They need no engine.
  if (/^[\w\s:@/,=<>~!#%&"';-]*$/.test(pattern)) return (text) => text === pattern;
  if (pattern === '.*') return (text) => !/[\n\r\u0085\u2028\u2029]/.test(text);
  if (costlyPatternProblem(pattern) !== undefined) return (text) => text === pattern || undecided;
  const read = readPattern(pattern);
  if (read.engine !== 'linear') return (text) => text === pattern || undecided;
  return (text) => text === pattern || (text.length > MOST_TEXT ? undecided : read.matches(text));
}
