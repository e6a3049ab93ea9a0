import { OutrunnerError } from '../errors/outrunner-error.ts';
import { readPattern } from '../patterns/pattern.ts';

/** Whether a text matches. */
export type TextMatch = (text: string) => boolean;

/** The filter that a pattern stands in, and where. */
export interface PatternPlace {
  readonly filter: string;
  readonly offset: number;
}

/** Answers that are remembered of one pattern: inventories repeat their values. */
const MOST_REMEMBERED = 4096;

/**
 * What a pattern of a node filter matches: as a regular expression the whole text, or a text equal to it; written
 * `/…/`, only as a regular expression. In time linear to the text.
 *
 * Throws `node-filter-invalid` for a `/…/` that is no regular expression, and for what needs more than linear time.
 */
export function textMatch(written: string, place: PatternPlace): TextMatch {
  const isForced = written.length >= 2 && written.startsWith('/') && written.endsWith('/');
  const pattern = (isForced ? written.slice(1, -1) : written).trim();
  if (/^[\w\s,-]*$/.test(pattern)) return (text) => text === pattern;
  const read = readPattern(pattern);
  if (read.engine === 'javascript') throw invalid(pattern, 'it needs more than linear time', place);
  if (read.engine === 'none') {
    if (isForced) throw invalid(pattern, read.problem, place);
    return (text) => text === pattern;
  }
  const matches = remembering((text) => read.matches(text));
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

function invalid(pattern: string, problem: string, { filter, offset }: PatternPlace): OutrunnerError {
  return new OutrunnerError('node-filter-invalid', {
    filter,
    column: offset + 1,
    problem: `"${pattern}": ${problem}`,
  });
}
