import { jobPath } from '../../../job-language/format/job-path.ts';
import { EndStatus, type ExecutionSummary } from '../../../protocol/entities/execution.ts';
import type {
  ExecutionMetrics,
  HistoryEvent,
  HistoryStatus,
} from '../../../protocol/routes/shapes/report-shapes.ts';
import { isoSeconds } from '../../../support/time/iso-seconds.ts';
import type { ExecutionFigures } from '../../store/journal/journal.ts';
import type { Links } from '../../views/links.ts';

const HISTORY_STATUSES: Readonly<Record<EndStatus, HistoryStatus>> = {
  succeeded: 'succeed',
  failed: 'fail',
  aborted: 'cancel',
  'failed-with-retry': 'retry',
  timedout: 'timeout',
  other: 'other',
};

/**
 * Returns the statuses that a history filter selects: all statuses of ended executions if the filter is absent, empty
 * or `*`, and none if the filter is unknown.
 */
export function statusesOfHistory(filter: string | undefined): EndStatus[] {
  if (filter === undefined || filter === '' || filter === '*') return EndStatus.options;
  return EndStatus.options.filter((status) => status === filter || HISTORY_STATUSES[status] === filter);
}

/** Returns the metrics of executions. As in Rundeck, the average counts executions that have not ended as 0 ms. */
export function executionMetrics({ total, succeeded, failed, duration }: ExecutionFigures): ExecutionMetrics {
  return {
    total,
    succeeded,
    failed,
    successRate: total === 0 ? 0 : Math.round((1000 * succeeded) / total) / 10,
    duration: {
      average: durationText(total === 0 ? 0 : duration.total / total),
      min: durationText(duration.min),
      max: durationText(duration.max),
    },
  };
}

/** Formats a duration in whole seconds below one minute, and otherwise in whole minutes. */
function durationText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m`;
}

/** Returns the history event of an execution; undefined if the execution has not ended. */
export function historyEvent(summary: ExecutionSummary, links: Links): HistoryEvent | undefined {
  const { id, jobId, startedAt, endedAt, abortedBy, successfulNodes, failedNodes } = summary;
  const status = EndStatus.safeParse(summary.status);
  if (endedAt === undefined || !status.success) return undefined;
  const path = jobPath({ group: summary.jobGroup, name: summary.jobName });
  return {
    starttime: startedAt,
    endtime: endedAt,
    title: jobId === undefined ? 'adhoc' : path,
    status: status.data,
    statusString: HISTORY_STATUSES[status.data],
    summary: summary.jobName,
    'node-summary': {
      succeeded: successfulNodes.length,
      failed: failedNodes.length,
      total: successfulNodes.length + failedNodes.length,
    },
    user: summary.user,
    project: summary.project,
    ...(abortedBy === undefined ? {} : { abortedby: abortedBy }),
    'date-started': isoSeconds(startedAt),
    'date-ended': isoSeconds(endedAt),
    ...(jobId === undefined ? {} : { job: { id: jobId, ...links.job(jobId) } }),
    execution: { id, ...links.execution(id) },
  };
}
