import type { PatternMatch, PatternSpan } from '../../support/patterns/pattern.ts';
import { ANSI_RESET, ansiMark, BACKGROUNDS, COLOUR_MODES, FOREGROUNDS } from './ansi-colours.ts';
import type { FilterConfig } from './filter-config.ts';
import type { FilterDeclaration } from './filter-declaration.ts';
import { filterPattern } from './filter-pattern.ts';
import {
  type FilteredLine,
  type Filtering,
  type LineFilter,
  type LineOutcome,
  nothingAtEnd,
  UNCHANGED,
} from './line-filter.ts';

export const HIGHLIGHT_OUTPUT: FilterDeclaration = {
  type: 'highlight-output',
  aliases: [],
  title: 'Highlight Output',
  description: 'Colours the parts of standard output that match a pattern.',
  properties: [
    {
      name: 'regex',
      title: 'Pattern',
      description: 'Pattern to highlight in each line: its groups or, without groups, the whole match.',
      kind: 'pattern',
    },
    {
      name: 'fgcolor',
      title: 'Foreground Color',
      description: 'Colour of the text.',
      kind: 'choice',
      values: FOREGROUNDS,
    },
    {
      name: 'bgcolor',
      title: 'Background Color',
      description: 'Colour behind the text.',
      kind: 'choice',
      values: BACKGROUNDS,
    },
    {
      name: 'mode',
      title: 'Mode',
      description: 'Style of the text.',
      kind: 'choice',
      values: COLOUR_MODES,
    },
  ],
};

export function createHighlightOutput(config: FilterConfig): LineFilter | { readonly problem: string } {
  const pattern = filterPattern(config.text('regex'));
  if ('problem' in pattern) return { problem: `its pattern cannot be used: ${pattern.problem}` };
  const mark = ansiMark({
    foreground: config.text('fgcolor'),
    background: config.text('bgcolor'),
    mode: config.text('mode'),
  });
  return {
    *line({ text, level }: FilteredLine): Filtering<LineOutcome> {
      if (level !== 'normal' || text === '' || mark === '') return UNCHANGED;
      const parts = (yield { pattern, how: 'all', text }).flatMap(highlighted);
      return parts.length === 0 ? UNCHANGED : { text: marked(text, parts, mark) };
    },
    end: nothingAtEnd,
  };
}

function highlighted(match: PatternMatch): readonly PatternSpan[] {
  const parts = match.groups.length === 0 ? [match] : match.groups;
  return parts.filter((part) => part !== undefined).filter(({ start, end }) => end > start);
}

/** Marks parts of a text. A part that overlaps a previous one is not marked. */
function marked(text: string, parts: readonly PatternSpan[], mark: string): string {
  let result = '';
  let from = 0;
  for (const { start, end } of parts) {
    if (start < from) continue;
    result += `${text.slice(from, start)}${mark}${text.slice(start, end)}${ANSI_RESET}`;
    from = end;
  }
  return result + text.slice(from);
}
