import type { Problem } from '../../../job-language/source/problem.ts';

const MOST_SHOWN = 5;

/** Joins the first problems, each with its line and column, into an error message. */
export function problemText(problems: readonly Problem[]): string {
  const shown = problems.slice(0, MOST_SHOWN).map(({ line, column, message }) => {
    return `line ${line}, column ${column}: ${message.replace(/\.$/, '')}`;
  });
  const more = problems.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
}
