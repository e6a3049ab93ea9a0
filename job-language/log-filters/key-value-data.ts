import type { RunnablePattern } from '../../support/patterns/pattern-runner.ts';
import type { FilterConfig } from './filter-config.ts';
import type { FilterDeclaration } from './filter-declaration.ts';
import { filterPattern, type HowToMatch } from './filter-pattern.ts';
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

export const KEY_VALUE_DATA: FilterDeclaration = {
  type: 'key-value-data',
  aliases: [],
  title: 'Key Value Data',
  description:
    'Captures keys and values from lines. By default a line `RUNDECK:DATA:key = value` is captured as `${data.key}`.',
  properties: [
    {
      name: 'regex',
      title: 'Pattern',
      description:
        'Pattern that must match the whole line. With two groups, they are key and value. With one group, it is the value of the name.',
      kind: 'pattern',
      default: '^RUNDECK:DATA:\\s*([^\\s]+?)\\s*=\\s*(.+)$',
    },
    {
      name: 'name',
      title: 'Name Data',
      description: 'Key of the value if the pattern has only one group.',
      kind: 'text',
    },
    {
      name: 'logData',
      title: 'Log Data',
      description: 'Prints the captured data as JSON at the end of the step.',
      kind: 'flag',
      default: 'false',
    },
    {
      name: 'invalidKeyPattern',
      title: 'Invalid Character Pattern',
      description:
        'Pattern of invalid characters in keys, which are replaced by `_`. Empty: keys are not changed.',
      kind: 'pattern',
      default: '\\s|\\$|\\{|\\}|\\\\',
    },
    {
      name: 'replaceFilteredResult',
      title: 'Replace invalid characters',
      description: 'Whether invalid characters are replaced by the following value instead of `_`.',
      kind: 'flag',
      default: 'false',
    },
    {
      name: 'invalidCharactersReplacement',
      title: 'Replace Invalid Character Patterns With',
      description: 'Replacement for invalid characters. Empty: they are removed.',
      kind: 'text',
      default: '',
    },
    {
      name: 'matchSubstrings',
      title: 'Match Substrings',
      description: 'Whether the pattern may match a part of the line.',
      kind: 'flag',
      default: 'false',
    },
    {
      name: 'allowMultipleMatches',
      title: 'Allow Multiple Matches',
      description:
        'With substrings: whether each match of a line is captured, instead of only the first one.',
      kind: 'flag',
      default: 'false',
    },
  ],
};

export function createKeyValueData(config: FilterConfig): LineFilter | { readonly problem: string } {
  const name = config.text('name');
  const pattern = filterPattern(config.text('regex'));
  if ('problem' in pattern) return { problem: `its pattern cannot be used: ${pattern.problem}` };
  const problem = captureProblem(pattern.groupCount, name);
  if (problem !== undefined) return { problem };
  const invalid = config.text('invalidKeyPattern');
  const invalidKeys = invalid === '' ? undefined : filterPattern(invalid);
  if (invalidKeys !== undefined && 'problem' in invalidKeys)
    return { problem: `its pattern of invalid keys cannot be used: ${invalidKeys.problem}` };
  return new KeyValueData(config, pattern, name, invalidKeys);
}

const INVALID_KEY: AddedLine = {
  text: 'Key contains not valid value which will be replaced',
  level: 'warn',
};

class KeyValueData implements LineFilter {
  readonly #pattern: RunnablePattern;
  readonly #name: string;
  readonly #invalidKeys: RunnablePattern | undefined;
  readonly #replacement: string;
  readonly #how: HowToMatch;
  readonly #logData: boolean;
  readonly #data = new Map<string, string>();

  constructor(
    config: FilterConfig,
    pattern: RunnablePattern,
    name: string,
    invalidKeys: RunnablePattern | undefined,
  ) {
    this.#pattern = pattern;
    this.#name = name;
    this.#invalidKeys = invalidKeys;
    const replaced = config.flag('replaceFilteredResult');
    this.#replacement = replaced ? config.text('invalidCharactersReplacement') : '_';
    const each = config.flag('allowMultipleMatches') ? 'all' : 'first';
    this.#how = config.flag('matchSubstrings') ? each : 'whole';
    this.#logData = config.flag('logData');
  }

  *line({ text, level }: FilteredLine): Filtering<LineOutcome> {
    if (level !== 'normal' || text === '') return UNCHANGED;
    const matches = yield { pattern: this.#pattern, how: this.#how, text };
    if (matches.length === 0) return UNCHANGED;
    const captured: [string, string][] = [];
    const after: AddedLine[] = [];
    for (const match of matches) {
      const pair = capturedPair(match, this.#pattern.groupCount, this.#name);
      if (pair === undefined || pair.key === '') continue;
      const key = yield* this.#validKey(pair.key);
      if (key !== pair.key) after.push(INVALID_KEY);
      if (key === '') continue;
      captured.push([key, pair.value]);
      if (this.#logData) this.#data.set(key, pair.value);
    }
    return { captured, after };
  }

  // biome-ignore lint/correctness/useYield: no pattern is matched at the end
  *end(): Filtering<EndOutcome> {
    return this.#data.size === 0 ? {} : { after: [{ text: dataLine(this.#data), level: 'normal' }] };
  }

  *#validKey(key: string): Filtering<string> {
    if (this.#invalidKeys === undefined) return key;
    const matches = yield { pattern: this.#invalidKeys, how: 'all', text: key };
    let valid = '';
    let from = 0;
    for (const { start, end } of matches) {
      valid += key.slice(from, start) + this.#replacement;
      from = end;
    }
    return valid + key.slice(from);
  }
}
