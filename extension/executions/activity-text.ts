import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { counted, executionName, executionText, isWaiting } from '../model/display-text.ts';

/** Maximum number of waiting executions that are explained. */
const MOST_EXPLAINED = 5;

/** How many executions are waiting and running. */
export interface ActivityText {
  /** Such as `1 waiting, 2 running`; '' if there is none. */
  readonly short: string;
  /** The counts as a phrase, and a line for each waiting execution with its reason. */
  readonly full: string;
}

/** Returns the texts of the status bar about open executions. Those that wait come first. */
export function activityText(executions: readonly Execution[]): ActivityText {
  const open = executions.filter(({ status }) => status === 'running');
  const waiting = open.filter(isWaiting);
  const running = open.length - waiting.length;
  const counts = [
    { count: waiting.length, word: 'waiting' },
    { count: running, word: 'running' },
  ].filter(({ count }) => count > 0);
  const lines = waiting
    .slice(0, MOST_EXPLAINED)
    .map((execution) => `\n#${execution.id} ${executionName(execution)}: ${executionText(execution)}`);
  const more = waiting.length - lines.length;
  const phrases = counts.map(({ count, word }) => `${counted(count, 'execution')} ${word}`);
  return {
    short: counts.map(({ count, word }) => `${count} ${word}`).join(', '),
    full: `${phrases.join(', ') || 'no execution running'}${lines.join('')}${more > 0 ? `\nand ${more} more` : ''}`,
  };
}
