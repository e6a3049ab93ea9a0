import type { RunnablePattern } from '../../support/patterns/pattern-runner.ts';
import type { FilterConfig } from './filter-config.ts';
import type { FilterDeclaration } from './filter-declaration.ts';
import { filterPattern } from './filter-pattern.ts';
import { capturedPair, captureProblem, dataLine } from './key-value-pairs.ts';
import {
  type AddedLine,
  type EndOutcome,
  type FilteredLine,
  type Filtering,
  type LineFilter,
  type LineOutcome,
  UNCHANGED,
} from './line-filter.ts';

export const KEY_VALUE_DATA_MULTILINES: FilterDeclaration = {
  type: 'key-value-data-multilines',
  aliases: [],
  title: 'Multiline Regex Data Capture',
  description: 'Captures a value that spans lines, from the whole output of a step.',
  properties: [
    {
      name: 'regex',
      title: 'Pattern',
      description:
        'Pattern that must match the whole output without empty lines. `.` also matches line breaks. With two groups, they are key and value. With one group, it is the value of the name.',
      kind: 'pattern',
      default: '^(.+?)\\s*=\\s*(.+)',
    },
    {
      name: 'name',
      title: 'Name Data',
      description: 'Key of the value if the pattern has only one group.',
      kind: 'text',
    },
    {
      name: 'captureMultipleKeysValues',
      title: 'Capture Multiple Keys and Values',
      description:
        'Whether each match within a line is captured instead. Values of one key are joined, one per line.',
      kind: 'flag',
      default: 'false',
    },
    {
      name: 'hideOutput',
      title: 'Hide Output',
      description: 'Whether the output is shown only with the log level DEBUG.',
      kind: 'flag',
      default: 'false',
    },
    {
      name: 'logData',
      title: 'Log Data',
      description: 'Prints the captured data as JSON at the end of the step.',
      kind: 'flag',
      default: 'false',
    },
  ],
};

/** Maximum number of characters to search: far more than can be captured. */
export const MULTILINE_LIMIT = 256 * 1024;

export function createKeyValueDataMultilines(
  config: FilterConfig,
): LineFilter | { readonly problem: string } {
  const each = config.flag('captureMultipleKeysValues');
  const pattern = filterPattern(config.text('regex'), !each);
  if ('problem' in pattern) return { problem: `its pattern cannot be used: ${pattern.problem}` };
  const name = config.text('name');
  const problem = captureProblem(pattern.groupCount, name);
  if (problem !== undefined) return { problem };
  return each ? new MatchesOfLines(config, pattern, name) : new MatchOfOutput(config, pattern, name);
}

/** A filter that captures data from the whole output, and hides the lines if so configured. */
abstract class Multilines implements LineFilter {
  protected readonly pattern: RunnablePattern;
  protected readonly name: string;
  protected readonly data = new Map<string, string>();
  /** Number of characters that are buffered or captured. */
  protected length = 0;
  readonly #hide: boolean;
  readonly #logData: boolean;
  #saidLimit = false;

  constructor(config: FilterConfig, pattern: RunnablePattern, name: string) {
    this.pattern = pattern;
    this.name = name;
    this.#hide = config.flag('hideOutput');
    this.#logData = config.flag('logData');
  }

  *line({ text, level }: FilteredLine): Filtering<LineOutcome> {
    if (level !== 'normal' || text === '') return UNCHANGED;
    const after: AddedLine[] = [];
    if (this.length < MULTILINE_LIMIT) yield* this.take(text.slice(0, MULTILINE_LIMIT - this.length));
    else if (!this.#saidLimit) {
      this.#saidLimit = true;
      const limit = `the first ${MULTILINE_LIMIT / 1024} KiB of the output`;
      after.push({
        text: `Log filter ${KEY_VALUE_DATA_MULTILINES.type} captures data only from ${limit}.`,
        level: 'warn',
      });
    }
    return this.#hide ? { level: 'debug', after } : { after };
  }

  *end(): Filtering<EndOutcome> {
    yield* this.finish();
    if (this.data.size === 0) return {};
    const after: AddedLine[] = this.#logData ? [{ text: dataLine(this.data), level: 'normal' }] : [];
    return { captured: [...this.data], after };
  }

  protected abstract take(text: string): Filtering<void>;
  protected abstract finish(): Filtering<void>;
}

class MatchOfOutput extends Multilines {
  #lines: string[] = [];

  // biome-ignore lint/correctness/useYield: only `finish` matches the pattern
  protected *take(text: string): Filtering<void> {
    this.#lines.push(text);
    this.length += text.length + 1;
  }

  protected *finish(): Filtering<void> {
    if (this.#lines.length === 0) return;
    const text = `${this.#lines.join('\n')}\n`;
    this.#lines = [];
    const [match] = yield { pattern: this.pattern, how: 'whole', text };
    const pair = match && capturedPair(match, this.pattern.groupCount, this.name);
    if (pair && pair.key !== '' && pair.value !== '') this.data.set(pair.key, pair.value);
  }
}

class MatchesOfLines extends Multilines {
  protected *take(text: string): Filtering<void> {
    for (const match of yield { pattern: this.pattern, how: 'all', text }) {
      const pair = capturedPair(match, this.pattern.groupCount, this.name);
      if (pair === undefined || pair.key === '' || pair.value === '') continue;
      const before = this.data.get(pair.key);
      this.data.set(pair.key, before === undefined ? pair.value : `${before}\n${pair.value}`);
      this.length += pair.key.length + pair.value.length + 1;
    }
  }

  protected *finish(): Filtering<void> {}
}
