import { CAPTURE_LIMITS, CapturedData } from '../../protocol/runner/captured-data.ts';
import type { LogFilter } from '../../protocol/runner/log-filter.ts';
import { createFilter } from './built-in-filters.ts';
import {
  type AddedLine,
  type FilteredLine,
  type Filtering,
  isShown,
  type LineFilter,
  type LineLevel,
  type LineOutcome,
  UNCHANGED,
} from './line-filter.ts';

/** The result of all filters for one line. */
export interface ChainOutcome {
  /** The line as shown; undefined: the line is hidden. */
  readonly text: string | undefined;
  readonly before: readonly AddedLine[];
  readonly after: readonly AddedLine[];
}

const NO_LINES: readonly AddedLine[] = [];

interface AppliedFilter {
  readonly type: string;
  readonly filter: LineFilter;
  isOff: boolean;
}

/** The log filters of one operation, in order, and the values that the filters captured. */
export class FilterChain {
  /** Why filters are not applied, a sentence each. */
  readonly problems: readonly string[];
  readonly captured = new CapturedData();
  readonly #filters: readonly AppliedFilter[];
  readonly #shown: LineLevel;
  #saidLimit = false;

  /** @param shown the lowest level to show; lines of lower levels are dropped */
  constructor(filters: readonly LogFilter[], shown: LineLevel) {
    const problems: string[] = [];
    this.#shown = shown;
    this.#filters = filters.flatMap((filter) => {
      const created = createFilter(filter);
      if (!('problem' in created)) return [{ type: filter.type, filter: created, isOff: false }];
      problems.push(`Log filter ${filter.type} is not applied: ${created.problem}.`);
      return [];
    });
    this.problems = problems;
  }

  *line(line: FilteredLine): Filtering<ChainOutcome> {
    let current = line;
    let before: readonly AddedLine[] = NO_LINES;
    let after: readonly AddedLine[] = NO_LINES;
    for (const one of this.#filters) {
      if (one.isOff) continue;
      let outcome: LineOutcome;
      try {
        outcome = yield* one.filter.line(current);
      } catch (error) {
        outcome = switchOff(one, error);
      }
      if (outcome === UNCHANGED) continue;
      const { text = current.text, level = current.level, captured = [] } = outcome;
      current = { ...current, text, level };
      if (outcome.before !== undefined) before = [...before, ...outcome.before];
      if (outcome.after !== undefined) after = [...after, ...outcome.after];
      if (captured.length > 0) after = [...after, ...this.#capture(captured)];
    }
    return { text: isShown(current.level, this.#shown) ? current.text : undefined, before, after };
  }

  /** Returns the lines to add after all output. Call this once all lines have been processed. */
  *end(): Filtering<readonly AddedLine[]> {
    const added: AddedLine[] = [];
    for (const one of this.#filters) {
      if (one.isOff) continue;
      let outcome: LineOutcome;
      try {
        outcome = yield* one.filter.end();
      } catch (error) {
        outcome = switchOff(one, error);
      }
      const { after = [], captured = [] } = outcome;
      added.push(...this.#capture(captured), ...after);
    }
    return added;
  }

  /** Stores captured pairs. Returns a warning line the first time that a pair exceeds the limits. */
  #capture(pairs: readonly (readonly [string, string])[]): readonly AddedLine[] {
    const fits = pairs.map(([key, value]) => this.captured.capture(key, value));
    if (fits.every(Boolean) || this.#saidLimit) return [];
    this.#saidLimit = true;
    const { bytes, keyBytes, keys } = CAPTURE_LIMITS;
    const text = `Not all data was captured. A step can capture ${bytes / 1024} KiB under ${keys} keys of at most ${keyBytes} bytes each.`;
    return [{ text, level: 'warn' }];
  }
}

/** Switches off a filter that fails, or whose pattern takes too long. The step and its output continue without it. */
function switchOff(one: AppliedFilter, error: unknown): LineOutcome {
  one.isOff = true;
  const why = error instanceof Error ? error.message : String(error);
  return { after: [{ text: `Log filter ${one.type} is switched off: ${why}.`, level: 'warn' }] };
}
