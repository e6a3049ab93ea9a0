import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { counted, executionName, executionText, isWaiting, namesText } from '../model/display-text.ts';
import { NO_PROBLEMS, type Problems } from '../problems/problem-watch.ts';

/** Maximum number of waiting executions that the text explains. */
const MOST_EXPLAINED = 5;

/** Texts about failed, waiting, running and scheduled executions, and about runners that went Down. */
export interface ActivityText {
  /** For example `1 failed, 1 waiting, 2 running`; empty if all counts are zero. */
  readonly short: string;
  /** The counts and the number of scheduled executions as a phrase, and a line for each waiting execution with its reason. */
  readonly full: string;
}

/** Returns the texts of the status bar about problems and running executions. Problems come first. */
export function activityText(
  executions: readonly Execution[],
  { failed, undelivered, down }: Problems = NO_PROBLEMS,
): ActivityText {
  const begun = executions.filter(({ status }) => status === 'running');
  const scheduled = executions.filter(({ status }) => status === 'scheduled').length;
  const waiting = begun.filter(isWaiting);
  const running = begun.length - waiting.length;
  const counts = [
    { count: failed, word: 'failed' },
    { count: undelivered, word: 'undelivered', phrase: 'with undelivered notifications' },
    { count: waiting.length, word: 'waiting' },
    { count: running, word: 'running' },
  ].filter(({ count }) => count > 0);
  const lines = waiting
    .slice(0, MOST_EXPLAINED)
    .map((execution) => `\n#${execution.id} ${executionName(execution)}: ${executionText(execution)}`);
  const more = waiting.length - lines.length;
  const phrases = counts.map(({ count, word, phrase = word }) => `${counted(count, 'execution')} ${phrase}`);
  const runners = down.length === 0 ? [] : [`${counted(down.length, 'runner')} Down`];
  const planned = scheduled === 0 ? [] : [`${counted(scheduled, 'execution')} scheduled`];
  const all = [...runners, ...phrases, ...planned].join(', ');
  const downLine = down.length === 0 ? '' : `\nDown: ${namesText(down)}`;
  return {
    short: [...runners, ...counts.map(({ count, word }) => `${count} ${word}`)].join(', '),
    full: `${all || 'no execution running'}${downLine}${lines.join('')}${more > 0 ? `\nand ${more} more` : ''}`,
  };
}
