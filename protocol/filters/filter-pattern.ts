import { RE2JS, RE2JSException } from 're2js';
import { fromJavaPattern } from '../patterns/linear-pattern.ts';

/** A part of a text that a pattern, or a group of it, matched. */
export interface MatchedPart {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The whole first, then the groups; undefined: the group took no part. */
export type PatternMatch = readonly [MatchedPart, ...(MatchedPart | undefined)[]];

/** A pattern as people write it for the reference system (Java). */
export interface FilterPattern {
  readonly source: string;
  /** `.` matches line ends too. */
  readonly dotAll: boolean;
  readonly groupCount: number;
  /** Matches in time linear to the text; undefined: only a backtracking engine can, which may take for ever. */
  readonly linear: RE2JS | undefined;
}

/** Compiles a pattern, or says why it is none. */
export function filterPattern(source: string, dotAll = false): FilterPattern | { readonly problem: string } {
  const translated = fromJavaPattern(source);
  if (translated === undefined) return backtracking(source, dotAll);
  try {
    const linear = RE2JS.compile(translated, dotAll ? RE2JS.DOTALL : 0);
    return { source, dotAll, linear, groupCount: linear.groupCount() };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { problem: error.message.replace(/^error parsing regexp: /, '') };
  }
}

function backtracking(source: string, dotAll: boolean): FilterPattern | { readonly problem: string } {
  try {
    const groupCount = (new RegExp(`${source}|`).exec('')?.length ?? 1) - 1;
    return { source, dotAll, linear: undefined, groupCount };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** How a linear pattern matches. */
export function linearMatches(
  pattern: RE2JS,
  how: 'whole' | 'first' | 'all',
  text: string,
): readonly PatternMatch[] {
  const matcher = pattern.matcher(text);
  if (how === 'whole') return matcher.matches() ? [matchOf(matcher)] : [];
  const matches: PatternMatch[] = [];
  while (matcher.find()) {
    matches.push(matchOf(matcher));
    if (how === 'first') break;
  }
  return matches;
}

function matchOf(matcher: ReturnType<RE2JS['matcher']>): PatternMatch {
  const part = (group: number): MatchedPart | undefined => {
    const text = matcher.group(group);
    return text === null ? undefined : { text, start: matcher.start(group), end: matcher.end(group) };
  };
  const whole = part(0) ?? { text: '', start: 0, end: 0 };
  return [whole, ...Array.from({ length: matcher.groupCount() }, (_, index) => part(index + 1))];
}
