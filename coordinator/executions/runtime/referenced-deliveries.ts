import type { ExecutionSummary } from '../../../protocol/entities/execution.ts';
import type { EngineCommand } from '../../engine/events/commands.ts';
import { mapGet } from '../../engine/maps/number-map.ts';
import type { ExecutionState, Workflow } from '../../engine/state/state.ts';
import { plannedDeliveries } from '../../notifications/deliveries-of.ts';
import type { StoredDelivery } from '../../store/journal/journal.ts';

/**
 * Returns the notifications of referenced jobs that started or ended. They describe the job, under the id of its
 * execution.
 */
export function referencedDeliveries(
  state: ExecutionState,
  commands: readonly EngineCommand[],
  summary: ExecutionSummary,
): readonly StoredDelivery[] {
  return commands.flatMap((command) => {
    if (command.type !== 'notify') return [];
    const workflow = mapGet(state.workflows, command.workflow);
    if (workflow?.notifications === undefined) return [];
    const { notifications, startedAt, endedAt = startedAt, outcome } = workflow;
    const within = `${command.sequence}-`;
    const notified = { summary: summaryOfJob(workflow, summary, command.at), notifications };
    if (command.at === 'start') return plannedDeliveries(notified, 'onstart', startedAt, within);
    return plannedDeliveries(notified, outcome === 'succeeded' ? 'onsuccess' : 'onfailure', endedAt, within);
  });
}

function summaryOfJob(
  { job, plan, startedAt, endedAt, outcome, failure, unknown }: Workflow,
  { id, user, project }: ExecutionSummary,
  at: 'start' | 'end',
): ExecutionSummary {
  const reason = unknown ?? failure;
  const status = outcome === 'succeeded' || outcome === 'failed' ? outcome : 'other';
  return {
    id,
    project: job?.project ?? project,
    ...(job === undefined ? {} : { jobId: job.id }),
    jobName: job?.name ?? '',
    jobGroup: job?.group ?? '',
    user,
    status: at === 'start' ? 'running' : status,
    ...(reason === undefined || at === 'start' ? {} : { reason }),
    startedAt,
    ...(endedAt === undefined || at === 'start' ? {} : { endedAt }),
    options: plan.values.option,
    argString: '',
    successfulNodes: [],
    failedNodes: [],
  };
}
