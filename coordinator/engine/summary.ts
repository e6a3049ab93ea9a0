import type { ExecutionSummary } from '../../protocol/entities/execution.ts';
import { nodeName } from './describe.ts';
import { columnAt } from './draft.ts';
import { vectorGet } from './sparse-vector.ts';
import type { ExecutionState } from './state.ts';

/** The execution as lists show it. */
export function summaryOf(state: ExecutionState): ExecutionSummary {
  const { request, ended, stopping } = state;
  const reason = ended === undefined ? state.waiting : ended.reason;
  return {
    id: request.id,
    project: request.project,
    jobId: request.job.id,
    jobName: request.job.name,
    jobGroup: request.job.group,
    user: request.user,
    ...(request.executionType === undefined ? {} : { executionType: request.executionType }),
    ...(request.schedule === undefined ? {} : { schedule: request.schedule }),
    status: ended?.status ?? 'running',
    ...(ended?.customStatus === undefined ? {} : { customStatus: ended.customStatus }),
    ...(reason === undefined ? {} : { reason }),
    startedAt: request.time,
    ...(ended === undefined ? {} : { endedAt: ended.time }),
    ...(stopping?.user === undefined ? {} : { abortedBy: stopping.user }),
    options: request.options,
    argString: request.argString,
    ...nodesOf(state),
    ...currentOf(state),
  };
}

/** Told at the end only. A node succeeded when every step did there; one that was never reached is in neither list. */
function nodesOf(state: ExecutionState): Pick<ExecutionSummary, 'successfulNodes' | 'failedNodes'> {
  const successfulNodes: string[] = [];
  const failedNodes: string[] = [];
  if (state.ended === undefined) return { successfulNodes, failedNodes };
  const { nodes, steps } = state.request.plan;
  nodes.forEach((_, node) => {
    if (vectorGet(state.columns, node) === undefined) return;
    const succeeded = columnAt(state, node).succeeded === steps.length;
    (succeeded ? successfulNodes : failedNodes).push(nodeName(state, node));
  });
  return { successfulNodes, failedNodes };
}

function currentOf({ current }: ExecutionState): Pick<ExecutionSummary, 'current'> {
  if (current === undefined) return {};
  const { runnerId, runnerName, replicaId } = current.grantee;
  return { current: { operation: current.operationId, runner: runnerId, runnerName, replica: replicaId } };
}
