import type { FilterConfig } from './filter-config.ts';
import type { FilterDeclaration } from './filter-declaration.ts';
import { filterPattern } from './filter-pattern.ts';
import {
  type FilteredLine,
  type Filtering,
  type LineFilter,
  type LineLevel,
  type LineOutcome,
  LOG_LEVELS,
  nothingAtEnd,
  UNCHANGED,
} from './line-filter.ts';

export const QUIET_OUTPUT: FilterDeclaration = {
  type: 'quiet-output',
  aliases: [],
  title: 'Quiet Output',
  description: 'Hides lines that match, or do not match, a pattern, by changing their log level.',
  properties: [
    {
      name: 'regex',
      title: 'Pattern',
      description: 'Pattern to find in each line. Empty: all lines match.',
      kind: 'pattern',
    },
    {
      name: 'matchLoglevel',
      title: 'Test Log Level',
      description:
        'Only lines of this level are tested: `normal` is standard output, `error` standard error, `all` any.',
      kind: 'choice',
      default: 'normal',
      values: [...LOG_LEVELS, 'all'],
    },
    {
      name: 'quietMatch',
      title: 'Quiet Matched Output',
      description: 'If true, lines that match are quieted; otherwise the lines that do not match.',
      kind: 'flag',
      default: 'false',
    },
    {
      name: 'loglevel',
      title: 'Result Log Level',
      description:
        'Quieted lines get this level. Lines of level `verbose` or `debug` are shown only to executions with that log level.',
      kind: 'choice',
      default: 'verbose',
      values: LOG_LEVELS,
    },
  ],
};

export function createQuietOutput(config: FilterConfig): LineFilter | { readonly problem: string } {
  const regex = config.text('regex');
  const pattern = regex === '' ? undefined : filterPattern(regex);
  if (pattern !== undefined && 'problem' in pattern)
    return { problem: `its pattern cannot be used: ${pattern.problem}` };
  const tested = config.text('matchLoglevel').toLowerCase();
  const quietMatch = config.flag('quietMatch');
  const level = levelNamed(config.text('loglevel')) ?? 'verbose';
  return {
    *line({ text, level: current }: FilteredLine): Filtering<LineOutcome> {
      if (tested !== '' && tested !== 'all' && tested !== 'any' && tested !== current) return UNCHANGED;
      const matches = pattern === undefined || (yield { pattern, how: 'first', text }).length > 0;
      return matches === quietMatch ? { level } : UNCHANGED;
    },
    end: nothingAtEnd,
  };
}

function levelNamed(name: string): LineLevel | undefined {
  return LOG_LEVELS.find((level) => level === name.toLowerCase());
}
