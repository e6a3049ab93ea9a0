import * as l10n from '@vscode/l10n';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { CellState, ExecutionHeader } from '../../../protocol/webview/execution-panel.ts';
import { durationText } from '../../../support/time/duration-text.ts';
import { numberText } from '../../model/display-language.ts';
import { executionName, isWaiting, localTime, statusText, whyText } from '../../model/display-text.ts';
import { type ExpectedDuration, expectedEndText } from '../expected-duration.ts';

const STATES: Readonly<Record<Execution['status'], CellState>> = {
  scheduled: 'waiting',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  aborted: 'aborted',
  timedout: 'failed',
  'failed-with-retry': 'failed',
  other: 'mixed',
};

export function executionState(execution: Execution): CellState {
  return isWaiting(execution) ? 'waiting' : STATES[execution.status];
}

/** Returns the duration of an execution in ms, until `now` (epoch ms) while it is running. */
export function executionDuration(
  { 'date-started': started, 'date-ended': ended }: Execution,
  now: number,
): number {
  return Math.max(0, (ended?.unixtime ?? now) - started.unixtime);
}

/** Returns the texts above the grid. `now` is epoch ms. */
export function executionHeader(
  execution: Execution,
  progress: { readonly done: number; readonly total: number; readonly failed: number },
  expected: ExpectedDuration | undefined,
  now: number,
): ExecutionHeader {
  const { id, status, user, argstring } = execution;
  const started = execution['date-started'].unixtime;
  const took = durationText(executionDuration(execution, now));
  const isRunning = status === 'running';
  const at = localTime(started);
  const origin =
    status === 'scheduled'
      ? l10n.t('Scheduled by {0}, {1}', user, at)
      : l10n.t('Started by {0}, {1}', user, at);
  return {
    name: `#${id} ${executionName(execution)}`,
    status: statusLine(execution, took),
    state: executionState(execution),
    origin: argstring === null || argstring === '' ? origin : l10n.t('{0}, options {1}', origin, argstring),
    why: whyText(execution),
    expected: isRunning && expected !== undefined ? expectedEndText(started, expected, now) : '',
    done: progress.done,
    total: progress.total,
    progress: progressText(progress),
  };
}

function statusLine(execution: Execution, took: string): string {
  if (execution.status === 'scheduled') return statusText(execution);
  const isBusy = execution.status === 'running' && !isWaiting(execution);
  return isBusy ? l10n.t('Running for {0}', took) : `${statusText(execution)} · ${took}`;
}

function progressText({ done, total, failed }: Parameters<typeof executionHeader>[1]): string {
  return failed === 0
    ? l10n.t('{0} of {1} steps on nodes ended', numberText(done), numberText(total))
    : l10n.t(
        '{0} of {1} steps on nodes ended, {2} failed',
        numberText(done),
        numberText(total),
        numberText(failed),
      );
}
