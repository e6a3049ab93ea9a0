/**
 * Log filters process lines without blocking. A filter is a generator that yields a question when it needs the matches
 * of a pattern, and its driver may find the answer in another thread.
 */
import type { PatternMatch } from '../../support/patterns/pattern.ts';
import type { RunnablePattern } from '../../support/patterns/pattern-runner.ts';
import type { HowToMatch } from './filter-pattern.ts';

/** The log levels of Rundeck. Standard output is `normal`, standard error is `error`. */
export const LOG_LEVELS = ['error', 'warn', 'normal', 'verbose', 'debug'] as const;
export type LineLevel = (typeof LOG_LEVELS)[number];

export interface MatchQuestion {
  readonly pattern: RunnablePattern;
  /** `whole`: the pattern must match all of the text; `first`: the first match; `all`: every match. */
  readonly how: HowToMatch;
  readonly text: string;
}

/** A computation that asks for matches before it returns its result. */
export type Filtering<Result> = Generator<MatchQuestion, Result, readonly PatternMatch[]>;

export interface FilteredLine {
  /** Without its newline. */
  readonly text: string;
  readonly level: LineLevel;
  /**
   * Whether `text` is only the beginning of a line that is too long to match completely. The rest of the line is
   * treated like the beginning.
   */
  readonly partial: boolean;
}

export interface AddedLine {
  readonly text: string;
  readonly level: LineLevel;
}

/** The effect of a filter on a line. Absent parts are unchanged. */
export interface LineOutcome {
  readonly text?: string;
  readonly level?: LineLevel;
  /** Lines to insert before or after the line. No other filter processes these lines. */
  readonly before?: readonly AddedLine[];
  readonly after?: readonly AddedLine[];
  readonly captured?: readonly (readonly [key: string, value: string])[];
}

/** The lines to add at the end of the output, and the data captured there. */
export type EndOutcome = Pick<LineOutcome, 'after' | 'captured'>;

/** A configured filter that processes the output of one operation. */
export interface LineFilter {
  line(line: FilteredLine): Filtering<LineOutcome>;
  end(): Filtering<EndOutcome>;
}

/** Thrown into a filter if a match takes too long. */
export class PatternTimeout extends Error {
  constructor() {
    super('matching a line took longer than 100 ms');
    this.name = 'PatternTimeout';
  }
}

/** The outcome that leaves the line unchanged. */
export const UNCHANGED: LineOutcome = {};

/** The `end` of a filter that adds no lines and captures no data at the end of the output. */
// biome-ignore lint/correctness/useYield: no pattern is matched at the end
export function* nothingAtEnd(): Filtering<EndOutcome> {
  return {};
}

/** Returns the lowest level that is shown for a job log level (`DEBUG VERBOSE INFO WARN ERROR`). */
export function shownLevel(jobLevel: string | undefined): LineLevel {
  const name = (jobLevel ?? '').toLowerCase();
  // The job levels WARN and ERROR do not hide the output of a step.
  return name === 'debug' || name === 'verbose' ? name : 'normal';
}

export function isShown(level: LineLevel, shown: LineLevel): boolean {
  return LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(shown);
}
