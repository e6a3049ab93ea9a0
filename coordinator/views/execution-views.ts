import { WORD_LIMITS } from '../../protocol/bounds.ts';
import type { ExecutionSummary } from '../../protocol/entities/execution.ts';
import type { Execution, ExecutionList } from '../../protocol/routes/shapes/execution-shapes.ts';
import { excerpt } from '../../support/text/excerpt.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import type { ExecutionPage, ExecutionQuery } from '../store/journal/journal.ts';
import type { Links } from './links.ts';

/**
 * Maximum length of a reason, in UTF-16 code units: in lists and change events, and in the answer for one execution.
 */
const REASON_LIMITS = { listed: 512, alone: 2 * WORD_LIMITS.problem } as const;

/** Returns the view of an execution in lists and change events. */
export function listedExecutionView(summary: ExecutionSummary, links: Links): Execution {
  return viewOf(summary, links, REASON_LIMITS.listed);
}

/** Returns the view of an execution in the answer for one execution. */
export function executionView(summary: ExecutionSummary, links: Links): Execution {
  return viewOf(summary, links, REASON_LIMITS.alone);
}

function viewOf(summary: ExecutionSummary, links: Links, longestReason: number): Execution {
  const { jobId, endedAt } = summary;
  const job =
    jobId === undefined
      ? undefined
      : {
          id: jobId,
          name: summary.jobName,
          group: summary.jobGroup,
          project: summary.project,
          description: '',
          options: { ...summary.options },
          ...links.job(jobId),
        };
  return {
    id: summary.id,
    ...links.execution(summary.id),
    status: summary.status,
    ...(summary.customStatus === undefined ? {} : { customStatus: summary.customStatus }),
    ...reasonOf(summary, longestReason),
    project: summary.project,
    executionType: summary.executionType ?? 'user',
    ...(summary.schedule === undefined ? {} : { schedule: summary.schedule }),
    ...(summary.webhook === undefined ? {} : { webhook: summary.webhook }),
    ...(summary.draft === undefined ? {} : { draft: summary.draft }),
    ...(summary.imported === undefined ? {} : { imported: true }),
    user: summary.user,
    'date-started': executionDate(summary.startedAt),
    ...(endedAt === undefined ? {} : { 'date-ended': executionDate(endedAt) }),
    ...(job === undefined ? {} : { job }),
    ...(summary.retry === undefined ? {} : { retryAttempt: summary.retry.attempt, retry: summary.retry }),
    description: summary.jobName,
    argstring: summary.argString === '' ? null : summary.argString,
    successfulNodes: [...summary.successfulNodes],
    failedNodes: [...summary.failedNodes],
    ...(summary.abortedBy === undefined ? {} : { abortedby: summary.abortedBy }),
    ...(summary.failedDeliveries === undefined ? {} : { failedDeliveries: summary.failedDeliveries }),
    ...(summary.current === undefined ? {} : { current: summary.current }),
  };
}

export function executionList(
  page: ExecutionPage,
  query: Pick<ExecutionQuery, 'offset' | 'max'>,
  links: Links,
): ExecutionList {
  return {
    paging: {
      count: page.executions.length,
      total: page.total,
      offset: query.offset,
      max: query.max,
    },
    executions: page.executions.map((summary) => listedExecutionView(summary, links)),
  };
}

/** Returns why an execution ended. Generates the reason of a success, because the journal stores none. */
function reasonOf({ status, reason }: ExecutionSummary, longest: number): Pick<Execution, 'reason'> {
  if (reason !== undefined) return { reason: { ...reason, message: excerpt(reason.message, longest) } };
  return status === 'succeeded' ? { reason: { code: 'succeeded', message: 'Every step succeeded.' } } : {};
}

function executionDate(epoch: number): { readonly unixtime: number; readonly date: string } {
  return { unixtime: epoch, date: isoSeconds(epoch) };
}
