import * as l10n from '@vscode/l10n';

/** The range of a problem. Lines and columns count from 1; the end is exclusive. */
interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Returns the end of the range to underline: the end of the problem, or of its first line if it covers a block. */
export function markedEnd(
  { line, column, endLine, endColumn }: Place,
  firstLine: string,
): Pick<Place, 'endLine' | 'endColumn'> {
  if (endLine === line) return { endLine, endColumn };
  return { endLine: line, endColumn: Math.max(column, firstLine.trimEnd().length + 1) };
}

/** Returns a message for a save that the coordinator refused: the first problem and the number of other problems. */
export function refusedSaveText(problems: string): string {
  const [first = '', ...others] = problems.split(/; (?=line \d|and \d)/);
  const more = others.reduce((sum, text) => sum + Number(/^and (\d+) more$/.exec(text)?.[1] ?? 1), 0);
  const problem = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  if (more === 0) return l10n.t('The job was not saved. {0}. All problems are marked in the text.', problem);
  return more === 1
    ? l10n.t('The job was not saved. {0} (1 more problem). All problems are marked in the text.', problem)
    : l10n.t(
        'The job was not saved. {0} ({1} more problems). All problems are marked in the text.',
        problem,
        more,
      );
}
