import * as l10n from '@vscode/l10n';
import { isOpenStatus } from '../../../protocol/entities/open-statuses.ts';
import type { Execution } from '../../../protocol/routes/shapes/execution-shapes.ts';
import type { HistoryRun } from '../../../protocol/webview/job-history.ts';
import { durationText } from '../../../support/time/duration-text.ts';
import { executionText, localTime } from '../../model/display-text.ts';
import { executionDuration, executionState } from '../panel/execution-header.ts';

/** Returns the success rate and the duration of the runs, and a row for each run, newest first. `now` is epoch ms. */
export function jobHistory(
  executions: readonly Execution[],
  now: number,
): { readonly summary: string; readonly runs: HistoryRun[] } {
  const newest = executions.toSorted((a, b) => b.id - a.id);
  const longest = Math.max(1, ...newest.map((execution) => executionDuration(execution, now)));
  return {
    summary: summaryOf(newest, now),
    runs: newest.map((execution) => ({
      execution: execution.id,
      status: executionText(execution),
      state: executionState(execution),
      started: localTime(execution['date-started'].unixtime),
      duration: durationText(executionDuration(execution, now)),
      share: Math.round((executionDuration(execution, now) / longest) * 1000) / 1000,
      user: execution.user,
      options: execution.argstring ?? '',
      isRepeatable: !isOpenStatus(execution.status),
    })),
  };
}

/** Aborted runs count neither as successes nor as failures, because a user stopped them. */
function summaryOf(executions: readonly Execution[], now: number): string {
  const ended = executions.filter(({ status }) => !isOpenStatus(status) && status !== 'aborted');
  if (ended.length === 0) return executions.length === 0 ? '' : l10n.t('No run has succeeded or failed yet');
  const succeeded = ended.filter(({ status }) => status === 'succeeded');
  const rate = Math.floor((100 * succeeded.length) / ended.length);
  const sum = succeeded.reduce((total, execution) => total + executionDuration(execution, now), 0);
  return [
    ended.length === 1
      ? l10n.t('Success rate {0} % (latest run)', rate)
      : l10n.t('Success rate {0} % (latest {1} runs)', rate, ended.length),
    ...(succeeded.length === 0 ? [] : [l10n.t('{0} on average', durationText(sum / succeeded.length))]),
  ].join(', ');
}
