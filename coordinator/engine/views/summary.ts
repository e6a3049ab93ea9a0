import type { ExecutionStatus, ExecutionSummary } from '../../../protocol/entities/execution.ts';
import { mapGet, mapValues } from '../maps/number-map.ts';
import { workflowOf } from '../state/draft.ts';
import { columnName, ownColumn } from '../state/places.ts';
import type { ExecutionState, Workflow } from '../state/state.ts';

/** Returns the summary of an execution for lists. */
export function summaryOf(state: ExecutionState): ExecutionSummary {
  const { request, ended, stopping } = state;
  const waiting = state.running.size === 0 ? state.waiting : undefined;
  const reason = ended === undefined ? waiting : ended.reason;
  const named = request.job ?? request.draft ?? request.imported;
  return {
    id: request.id,
    project: request.project,
    ...(request.job === undefined ? {} : { jobId: request.job.id }),
    jobName: named?.name ?? request.plan.steps[0]?.label ?? '',
    jobGroup: named?.group ?? '',
    user: request.user,
    ...(request.executionType === undefined ? {} : { executionType: request.executionType }),
    ...(request.schedule === undefined ? {} : { schedule: request.schedule }),
    ...(request.webhook === undefined ? {} : { webhook: request.webhook }),
    ...(request.draft === undefined ? {} : { draft: request.draft }),
    ...(request.imported === undefined ? {} : { imported: true }),
    ...retryOf(request),
    status: statusOf(state),
    ...(ended?.customStatus === undefined ? {} : { customStatus: ended.customStatus }),
    ...(reason === undefined ? {} : { reason }),
    startedAt: startOf(state),
    ...(ended === undefined ? {} : { endedAt: ended.time }),
    ...(stopping?.user === undefined ? {} : { abortedBy: stopping.user }),
    options: request.options,
    argString: request.argString,
    ...(request.runnerSelector === undefined ? {} : { runnerSelector: request.runnerSelector }),
    ...nodesOf(state),
    ...currentOf(state),
  };
}

function statusOf({ planned, ended }: ExecutionState): ExecutionStatus {
  if (ended !== undefined) return ended.status;
  return planned === undefined ? 'running' : 'scheduled';
}

/**
 * Returns the actual or planned start time. If the execution was stopped before its planned start, returns the request
 * time.
 */
function startOf({ planned, begunAt, ended, request }: ExecutionState): number {
  if (planned === undefined) return begunAt;
  return ended === undefined ? planned : request.time;
}

function retryOf({ retry }: ExecutionState['request']): Pick<ExecutionSummary, 'retry'> {
  if (retry === undefined || retry.attempt === 0) return {};
  const { attempt, initial, previous } = retry;
  return {
    retry: {
      attempt,
      ...(initial === undefined ? {} : { initial }),
      ...(previous === undefined ? {} : { previous }),
    },
  };
}

/**
 * Returns the successful and failed nodes once the execution has ended, and empty lists before that. A node failed if
 * any step did not succeed there. A node succeeded if all steps that started there succeeded; in a stopped execution,
 * only if all its steps ran. Nodes that were not reached are in neither list. Steps that run once have no node. A node
 * of a referenced job is listed unless the execution itself has a node of that name.
 */
function nodesOf(state: ExecutionState): Pick<ExecutionSummary, 'successfulNodes' | 'failedNodes'> {
  if (state.ended === undefined) return { successfulNodes: [], failedNodes: [] };
  const { imported } = state.request;
  if (imported !== undefined)
    return { successfulNodes: [...imported.successfulNodes], failedNodes: [...imported.failedNodes] };
  const isStopped = state.stopping !== undefined;
  const outcomes = outcomesIn(workflowOf(state, 0), isStopped);
  const below = new Map<string, boolean>();
  for (const workflow of mapValues(state.workflows)) {
    if (workflow.parent === undefined) continue;
    for (const [name, failed] of outcomesIn(workflow, isStopped))
      below.set(name, failed || below.get(name) === true);
  }
  for (const [name, failed] of below) if (!outcomes.has(name)) outcomes.set(name, failed);
  const names = [...outcomes.keys()];
  return {
    successfulNodes: names.filter((name) => outcomes.get(name) === false),
    failedNodes: names.filter((name) => outcomes.get(name) === true),
  };
}

/** Returns the names of the nodes on which a step of the workflow did not succeed. */
export function failedNodesOf(workflow: Workflow): string[] {
  return [...outcomesIn(workflow, false)].flatMap(([name, failed]) => (failed ? name : []));
}

/** Returns the names of the reached nodes, in order, and whether each one failed. */
function outcomesIn(workflow: Workflow, isStopped: boolean): Map<string, boolean> {
  const outcomes = new Map<string, boolean>();
  const wanted = workflow.plan.steps.filter((step) => step.perNode).length;
  for (let at = 0; at < ownColumn(workflow.plan); at += 1) {
    const column = mapGet(workflow.columns, at);
    const name = columnName(workflow, at);
    const isReached = column !== undefined && column.failed + column.succeeded > 0;
    if (!isReached || name === '') continue;
    const failed = column.failed > 0 || (isStopped && column.succeeded < wanted);
    outcomes.set(name, failed || outcomes.get(name) === true);
  }
  return outcomes;
}

function currentOf({ current, replicas }: ExecutionState): Pick<ExecutionSummary, 'current'> {
  if (current === undefined) return {};
  const { runnerId, runnerName, replicaId } = current.grantee;
  const operation = current.operationId;
  return {
    current: { operation, runner: runnerId, runnerName, replica: replicaId, runners: replicas.length },
  };
}
