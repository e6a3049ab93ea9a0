import * as l10n from '@vscode/l10n';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import {
  executionName,
  executionText,
  failedText,
  isWaiting,
  namesText,
  undeliveredText,
} from '../model/display-text.ts';
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
    { count: failed, short: l10n.t('{0} failed', failed), full: failedText(failed) },
    {
      count: undelivered,
      short: l10n.t('{0} undelivered', undelivered),
      full: undeliveredText(undelivered),
    },
    {
      count: waiting.length,
      short: l10n.t('{0} waiting', waiting.length),
      full:
        waiting.length === 1
          ? l10n.t('1 execution waiting')
          : l10n.t('{0} executions waiting', waiting.length),
    },
    {
      count: running,
      short: l10n.t('{0} running', running),
      full: running === 1 ? l10n.t('1 execution running') : l10n.t('{0} executions running', running),
    },
  ].filter(({ count }) => count > 0);
  const lines = waiting
    .slice(0, MOST_EXPLAINED)
    .map((execution) => `\n#${execution.id} ${executionName(execution)}: ${executionText(execution)}`);
  const more = waiting.length - lines.length;
  const runners =
    down.length === 0
      ? []
      : [down.length === 1 ? l10n.t('1 runner Down') : l10n.t('{0} runners Down', down.length)];
  const planned =
    scheduled === 0
      ? []
      : [scheduled === 1 ? l10n.t('1 execution scheduled') : l10n.t('{0} executions scheduled', scheduled)];
  const all = [...runners, ...counts.map(({ full }) => full), ...planned].join(', ');
  const downLine = down.length === 0 ? '' : `\n${l10n.t('Down: {0}', namesText(down))}`;
  return {
    short: [...runners, ...counts.map(({ short }) => short)].join(', '),
    full: `${all || l10n.t('no execution running')}${downLine}${lines.join('')}${more > 0 ? `\n${l10n.t('and {0} more', more)}` : ''}`,
  };
}
