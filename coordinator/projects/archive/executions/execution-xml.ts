import { jobPath } from '../../../../job-language/format/job-path.ts';
import {
  printXml,
  representableInXml,
  type XmlNode,
  xmlNode,
} from '../../../../job-language/xml-export/xml-node.ts';
import type {
  EndStatus,
  ExecutionStatus,
  ExecutionSummary,
} from '../../../../protocol/entities/execution.ts';
import { isoSeconds } from '../../../../support/time/iso-seconds.ts';
import type { ExecutionRequested } from '../../../engine/events/events.ts';
import { workflowNode } from './workflow-node.ts';

/** Rundeck's statuses of reports. */
const REPORT_STATUSES: Readonly<Record<EndStatus, string>> = {
  succeeded: 'succeed',
  failed: 'fail',
  aborted: 'cancel',
  'failed-with-retry': 'retry',
  timedout: 'timedout',
  other: 'other',
};

/**
 * Returns the file `execution-ID.xml` of an execution that has ended, in Rundeck's format. `reason` is an addition that
 * Rundeck ignores. Characters that XML cannot represent are replaced.
 */
export function executionXml(summary: ExecutionSummary, request: ExecutionRequested): string {
  const { status, customStatus, abortedBy, reason, retry, executionType } = summary;
  const content = [
    ...optional('jobId', summary.jobId),
    xmlNode('dateStarted', isoSeconds(summary.startedAt)),
    ...optional('dateCompleted', summary.endedAt === undefined ? undefined : isoSeconds(summary.endedAt)),
    xmlNode('status', customStatus ?? status),
    xmlNode('outputfilepath', `output-${summary.id}.rdlog`),
    xmlNode('failedNodeList', summary.failedNodes.join(',')),
    xmlNode('succeededNodeList', summary.successfulNodes.join(',')),
    xmlNode('abortedby', abortedBy ?? ''),
    xmlNode('cancelled', String(status === 'aborted')),
    ...(status === 'timedout' ? [xmlNode('timedOut', 'true')] : []),
    xmlNode('argString', summary.argString),
    xmlNode('loglevel', 'INFO'),
    ...nodeNodes(request),
    xmlNode('project', summary.project),
    xmlNode('user', summary.user),
    xmlNode('executionType', executionType ?? 'user'),
    ...optional('retryAttempt', retry?.attempt),
    ...optional('retryOriginalId', retry?.initial),
    ...optional('retryPrevId', retry?.previous),
    ...(status === 'failed-with-retry' ? [xmlNode('willRetry', 'true')] : []),
    ...(reason === undefined ? [] : [xmlNode('reason', reason.message, { code: reason.code })]),
    workflowNode(request.plan),
  ];
  return xmlText(xmlNode('executions', [xmlNode('execution', content, { id: summary.id })]));
}

/** Returns the file `report-ID.xml` of an execution that has ended: its entry in the history, in Rundeck's format. */
export function reportXml(summary: ExecutionSummary, request: ExecutionRequested): string {
  const { jobId, successfulNodes, failedNodes, startedAt, endedAt = startedAt } = summary;
  const status = reportStatus(summary.status);
  const [succeeded, failed] = [successfulNodes.length, failedNodes.length];
  const isAdhoc = jobId === undefined;
  const title = isAdhoc ? summary.jobName : `[${request.plan.steps.length} steps]`;
  const name = jobPath({ group: summary.jobGroup, name: summary.jobName });
  return xmlText(
    xmlNode('report', [
      xmlNode('node', `${succeeded}/${failed}/${succeeded + failed}`),
      xmlNode('title', title),
      xmlNode('status', status),
      xmlNode('actionType', status),
      xmlNode('project', summary.project),
      xmlNode('reportId', isAdhoc ? 'adhoc' : name),
      xmlNode('tags', ''),
      xmlNode('author', summary.user),
      xmlNode('message', messageOf(summary)),
      xmlNode('dateStarted', isoSeconds(startedAt)),
      xmlNode('dateCompleted', isoSeconds(endedAt)),
      xmlNode('executionId', String(summary.id)),
      xmlNode('adhocExecution', String(isAdhoc)),
      xmlNode('adhocScript', isAdhoc ? title : ''),
      xmlNode('abortedByUser', summary.abortedBy ?? ''),
      xmlNode('succeededNodeList', successfulNodes.join(',')),
      xmlNode('failedNodeList', failedNodes.join(',')),
      xmlNode('filterApplied', request.filter ?? ''),
      ...optional('jobUuid', jobId),
    ]),
  );
}

function reportStatus(status: ExecutionStatus): string {
  return REPORT_STATUSES[status as EndStatus] ?? 'other';
}

function messageOf({ status, abortedBy, user }: ExecutionSummary): string {
  if (status === 'succeeded') return 'Job completed successfully';
  return status === 'aborted' ? `Job killed by: ${abortedBy ?? user}` : 'Job failed';
}

/** Returns the nodes of the execution: its own filter, otherwise a filter with their names. */
function nodeNodes({ plan: { dispatch }, filter }: ExecutionRequested): XmlNode[] {
  const names = dispatch.nodes.flatMap((node) => (node.kind === 'inventory' ? node.name : []));
  if (names.length === 0) return [xmlNode('doNodedispatch', 'false')];
  const settings = xmlNode('dispatch', [
    xmlNode('threadcount', String(dispatch.threadCount)),
    xmlNode('keepgoing', String(dispatch.keepGoing)),
    xmlNode('rankOrder', 'ascending'),
  ]);
  const selected = xmlNode('filter', filter ?? `name: ${names.join(',')}`);
  return [xmlNode('doNodedispatch', 'true'), xmlNode('nodefilters', [settings, selected])];
}

function optional(name: string, value: string | number | undefined): XmlNode[] {
  return value === undefined ? [] : [xmlNode(name, String(value))];
}

function xmlText(node: XmlNode): string {
  return representableInXml(printXml(node));
}
