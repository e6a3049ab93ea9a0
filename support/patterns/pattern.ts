import { RE2JS, RE2JSException } from 're2js';
import { type JavaScriptSource, toJavaScriptPattern } from './javascript-pattern.ts';
import { fromJavaPattern } from './linear-pattern.ts';

/**
 * The part of a text that a pattern or one of its groups matched. Offsets are UTF-16 code units; `end` is exclusive.
 */
export interface PatternSpan {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface PatternMatch extends PatternSpan {
  /** The capturing groups in order; undefined for a group that did not match. */
  readonly groups: readonly (PatternSpan | undefined)[];
}

/** A pattern whose run time is linear in the length of the text. */
export interface LinearPattern {
  readonly engine: 'linear';
  readonly pattern: string;
  readonly groupCount: number;
  /** Whether the pattern matches the whole text. */
  matches(text: string): boolean;
  /** Returns the match of the whole text, if there is one. */
  matchWhole(text: string): PatternMatch | undefined;
  /** Returns the first match within the text. */
  find(text: string): PatternMatch | undefined;
  /** Returns every match within the text, in order. */
  findAll(text: string): PatternMatch[];
}

/**
 * A pattern that may take unbounded time. Only a `PatternRunner` may run it, because the runner can terminate the
 * match.
 */
export interface JavaScriptPattern extends JavaScriptSource {
  readonly engine: 'javascript';
  readonly pattern: string;
  readonly groupCount: number;
}

/** A text that is not a pattern, or a pattern that neither engine can run. `problem` is shown to people. */
export interface RefusedPattern {
  readonly engine: 'none';
  readonly pattern: string;
  readonly problem: string;
}

export type ReadPattern = LinearPattern | JavaScriptPattern | RefusedPattern;

const MOST_PATTERN_LENGTH = 10_000;

/**
 * Reads a Java pattern, as people write it for Rundeck. The result is for the linear engine if that engine
 * reads the pattern as Java does, otherwise for JavaScript (look-around, back-references, classes within classes).
 */
export function readPattern(pattern: string): ReadPattern {
  if (pattern.length > MOST_PATTERN_LENGTH) {
    return { engine: 'none', pattern, problem: `it is over ${MOST_PATTERN_LENGTH} characters long` };
  }
  const translated = fromJavaPattern(pattern);
  const linear = translated === undefined ? undefined : compileLinear(translated);
  if (linear instanceof RE2JS) return linearPattern(pattern, linear);
  const script = toJavaScriptPattern(pattern);
  if ('problem' in script) return { engine: 'none', pattern, problem: linear ?? script.problem };
  const groupCount = groupCountOf(script);
  if (typeof groupCount === 'number') return { engine: 'javascript', pattern, groupCount, ...script };
  return { engine: 'none', pattern, problem: linear ?? groupCount };
}

function linearPattern(pattern: string, compiled: RE2JS): LinearPattern {
  return {
    engine: 'linear',
    pattern,
    groupCount: compiled.groupCount(),
    matches: (text) => compiled.matches(text),
    matchWhole: (text) => {
      const matcher = compiled.matcher(text);
      return matcher.matches() ? matchOf(matcher) : undefined;
    },
    find: (text) => {
      const matcher = compiled.matcher(text);
      return matcher.find() ? matchOf(matcher) : undefined;
    },
    findAll: (text) => {
      const found: PatternMatch[] = [];
      const matcher = compiled.matcher(text);
      while (matcher.find()) found.push(matchOf(matcher));
      return found;
    },
  };
}

function matchOf(matcher: ReturnType<RE2JS['matcher']>): PatternMatch {
  const groups = Array.from({ length: matcher.groupCount() }, (_, index) => spanOf(matcher, index + 1));
  return { ...(spanOf(matcher, 0) ?? { text: '', start: 0, end: 0 }), groups };
}

function spanOf(matcher: ReturnType<RE2JS['matcher']>, group: number): PatternSpan | undefined {
  const start = matcher.start(group);
  return start < 0 ? undefined : { text: matcher.group(group) ?? '', start, end: matcher.end(group) };
}

/** Returns the compiled pattern, or the problem. */
function compileLinear(pattern: string): RE2JS | string {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return error.message.replace(/^error parsing regexp: /, '');
  }
}

/**
 * Returns the number of groups, or the problem. The pattern itself does not run: the empty alternative before `|`
 * matches at once.
 */
function groupCountOf({ source, flags }: JavaScriptSource): number | string {
  try {
    new RegExp(source, flags);
    return (new RegExp(`|${source}`, flags).exec('')?.length ?? 1) - 1;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return error.message.replace(/^.*: /s, '').toLowerCase();
  }
}
