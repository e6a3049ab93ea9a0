import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { CellState, ExecutionHeader } from '../../../protocol/webview/execution-panel.ts';
import { durationText } from '../../../support/time/duration-text.ts';
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
  const options = argstring === null || argstring === '' ? '' : `, options ${argstring}`;
  return {
    name: `#${id} ${executionName(execution)}`,
    status: statusLine(execution, took),
    state: executionState(execution),
    origin: `${status === 'scheduled' ? 'Scheduled' : 'Started'} by ${user}, ${localTime(started)}${options}`,
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
  return isBusy ? `Running for ${took}` : `${statusText(execution)} · ${took}`;
}

function progressText({ done, total, failed }: Parameters<typeof executionHeader>[1]): string {
  const count = (value: number) => value.toLocaleString('en-US');
  const ended = `${count(done)} of ${count(total)} steps on nodes ended`;
  return failed === 0 ? ended : `${ended}, ${count(failed)} failed`;
}
