import type { Problem } from '../source/problem.ts';
import { rangeInLine, type TextRange } from './text-range.ts';

/** A replacement that resolves a problem. */
export interface QuickFix {
  readonly problem: Problem;
  readonly title: string;
  /** The key or value to replace, including its quotes. */
  readonly range: TextRange;
  readonly text: string;
}

/** Returns the fixes of problems with a suggestion, if the text still contains the key or value of each problem. */
export function quickFixesOf(problems: readonly Problem[], lines: readonly string[]): QuickFix[] {
  const places = new Set<string>();
  return problems.flatMap((problem): QuickFix[] => {
    const { suggestion, line, column, endLine, endColumn } = problem;
    if (suggestion === undefined || line !== endLine) return [];
    // Two jobs may share a map, and thus a problem.
    const place = `${line}:${column}`;
    if (places.has(place)) return [];
    places.add(place);
    const written = lines[line - 1]?.slice(column - 1, endColumn - 1) ?? '';
    const quote = /^["']/.exec(written)?.[0] ?? '';
    if (written !== quote + suggestion.instead + quote) return [];
    return [
      {
        problem,
        title: `Change to "${suggestion.text}"`,
        range: rangeInLine(line - 1, column - 1, endColumn - 1),
        text: quote + suggestion.text + quote,
      },
    ];
  });
}
