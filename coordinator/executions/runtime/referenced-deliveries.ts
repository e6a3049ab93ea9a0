import type { DeliveryTrigger } from '../../../protocol/entities/delivery.ts';
import type { EndStatus, ExecutionSummary } from '../../../protocol/entities/execution.ts';
import type { End, EngineCommand } from '../../engine/events/commands.ts';
import { mapGet, mapValues } from '../../engine/maps/number-map.ts';
import type { ExecutionState, Workflow } from '../../engine/state/state.ts';
import { endTrigger, plannedDeliveries } from '../../notifications/deliveries-of.ts';
import type { StoredDelivery } from '../../store/journal/journal.ts';

type JobEnd = Pick<ExecutionSummary, 'customStatus' | 'reason' | 'endedAt' | 'abortedBy'> & {
  readonly status: EndStatus;
};

/**
 * Returns the notifications of referenced jobs that started or ended. Each notification describes the job, under the id
 * of the execution that contains the job.
 */
export function referencedDeliveries(
  state: ExecutionState,
  commands: readonly EngineCommand[],
  summary: ExecutionSummary,
): readonly StoredDelivery[] {
  return commands.flatMap((command) => {
    if (command.type === 'end') return interruptedDeliveries(state, command, summary);
    const workflow = command.type === 'notify' ? mapGet(state.workflows, command.workflow) : undefined;
    if (command.type !== 'notify' || workflow === undefined) return [];
    const within = `${command.sequence}-`;
    if (command.at === 'end') return endDeliveries(workflow, summary, endOf(workflow), within);
    return jobDeliveries(workflow, summaryOfJob(workflow, summary, { status: 'running' }), 'onstart', within);
  });
}

/**
 * Returns the notifications of the jobs that had not ended when their execution was stopped. The engine issues no
 * `notify` command for them, because a stopped execution runs no further task.
 */
function interruptedDeliveries(
  { workflows }: ExecutionState,
  { sequence, status }: End,
  summary: ExecutionSummary,
): readonly StoredDelivery[] {
  const { customStatus, reason, endedAt, abortedBy } = summary;
  // Only the whole execution is retried, not the jobs that it refers to.
  const ownStatus = status === 'failed-with-retry' ? 'failed' : status;
  const end: JobEnd = {
    status: ownStatus,
    ...(customStatus === undefined ? {} : { customStatus }),
    ...(reason === undefined ? {} : { reason }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(abortedBy === undefined ? {} : { abortedBy }),
  };
  return [...mapValues(workflows)]
    .filter((workflow) => workflow.endedAt === undefined)
    .flatMap((workflow) => endDeliveries(workflow, summary, end, `${sequence}-${workflow.id}-`));
}

function endOf({ outcome, unknown, failure, endedAt }: Workflow): JobEnd {
  const reason = unknown ?? failure;
  return {
    status: outcome === 'succeeded' || outcome === 'failed' ? outcome : 'other',
    ...(reason === undefined ? {} : { reason }),
    ...(endedAt === undefined ? {} : { endedAt }),
  };
}

function endDeliveries(
  workflow: Workflow,
  summary: ExecutionSummary,
  end: JobEnd,
  within: string,
): readonly StoredDelivery[] {
  return jobDeliveries(workflow, summaryOfJob(workflow, summary, end), endTrigger(end.status), within);
}

function jobDeliveries(
  { notifications }: Workflow,
  summary: ExecutionSummary,
  trigger: DeliveryTrigger,
  within: string,
): readonly StoredDelivery[] {
  if (notifications === undefined) return [];
  const { startedAt, endedAt = startedAt } = summary;
  return plannedDeliveries({ summary, notifications }, trigger, endedAt, within);
}

function summaryOfJob(
  { job, plan, startedAt }: Workflow,
  { id, user, project, executionType, retry }: ExecutionSummary,
  end: JobEnd | { readonly status: 'running' },
): ExecutionSummary {
  return {
    id,
    project: job?.project ?? project,
    ...(job === undefined ? {} : { jobId: job.id }),
    jobName: job?.name ?? '',
    jobGroup: job?.group ?? '',
    user,
    ...(executionType === undefined ? {} : { executionType }),
    ...(retry === undefined ? {} : { retry }),
    ...end,
    startedAt,
    options: plan.values.option,
    argString: '',
    successfulNodes: [],
    failedNodes: [],
  };
}
