import { isOpenStatus } from '../../protocol/entities/execution.ts';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import { durationText } from '../../support/time/duration-text.ts';
import { arrangeRows } from '../arrangement/arrange-rows.ts';
import { isFiltered } from '../arrangement/execution-filter.ts';
import { COMMANDS } from '../ids/commands.ts';
import { ITEM_ABILITIES, ITEM_KINDS } from '../ids/item-kinds.ts';
import {
  counted,
  executionName,
  executionText,
  isWaiting,
  plain,
  statusText,
  whyText,
} from '../model/display-text.ts';
import { timeOfDay } from '../model/time-of-day.ts';
import { groupRow, noMatchRow } from '../tree/group-rows.ts';
import { pagedRows } from '../tree/paged-rows.ts';
import { executionIcon, WAITING_ICON } from '../tree/status-icons.ts';
import type { TreeNode } from '../tree/tree-node.ts';
import { ALL_ROWS, type ShownRows } from '../view-state/shown-rows.ts';
import { executionRules } from './execution-arrangement.ts';
import { NO_STEPS, type StepsByExecution } from './execution-steps.ts';
import { expectedDuration } from './expected-duration.ts';
import type { ExecutionsList } from './listed-executions.ts';
import { stepNodes } from './step-nodes.ts';

/** The inputs of the Executions view beside its list. */
export interface ExecutionRows {
  readonly steps: StepsByExecution;
  readonly shown: ShownRows;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * Creates the Executions view: executions or their groups, with their steps when expanded, and a row that loads older
 * executions. Without a chosen order, the newest come first. A click on an execution opens its output.
 */
export function executionsTree(
  list: ExecutionsList,
  { steps, shown, now }: ExecutionRows = { steps: NO_STEPS, shown: ALL_ROWS, now: 0 },
): readonly TreeNode[] {
  const { executions, filter, hasMore, isLoading } = list;
  const isEmpty = executions.length === 0 && !isLoading && isFiltered(filter);
  const { items, groups } = arrangeRows(executions, executionRules(shown.state.executions, now));
  const rowOf = (execution: Execution) => executionNode(execution, executions, steps);
  return [
    ...pagedRows('executions', items, shown.limitOf, rowOf),
    ...groups.map(({ name, items: members }) => {
      const id = `executions/${name}`;
      return groupRow(id, name, 'execution', members.length, pagedRows(id, members, shown.limitOf, rowOf));
    }),
    ...(isEmpty ? [noMatchRow('No execution matches the filter', COMMANDS.filterExecutions)] : []),
    ...(hasMore ? [isLoading ? LOADING : LOAD_MORE] : []),
  ];
}

const LOAD_MORE: TreeNode = {
  id: 'more',
  label: 'Load More…',
  icon: { id: 'ellipsis' },
  kinds: [],
  accessibleLabel: 'Load more executions',
  command: COMMANDS.loadMoreExecutions,
  subject: { kind: 'none' },
};

const LOADING: TreeNode = {
  id: 'more',
  label: 'Loading…',
  icon: { id: 'loading~spin' },
  kinds: [],
  accessibleLabel: 'Loading executions',
  subject: { kind: 'none' },
};

/** Returns the id of an execution's row. */
export function executionRowId(execution: ExecutionId): string {
  return `execution:${execution}`;
}

function executionNode(
  execution: Execution,
  executions: readonly Execution[],
  steps: StepsByExecution,
): TreeNode {
  const name = executionName(execution);
  return {
    id: executionRowId(execution.id),
    label: execution.job?.name ?? name,
    description: details(execution, executions)
      .filter((text) => text !== '')
      .join(' · '),
    tooltip: tooltip(execution, name),
    moreTooltip: { kind: 'undelivered', execution: execution.id },
    icon: isWaiting(execution) ? WAITING_ICON : executionIcon(execution.status),
    kinds: [ITEM_KINDS.execution, ...executionAbilities(execution)],
    accessibleLabel: [
      `Execution ${execution.id} of ${name}`,
      executionText(execution),
      undeliveredText(execution),
    ]
      .filter((text) => text !== '')
      .join(', '),
    children: stepNodes(execution.id, steps.get(execution.id)),
    command: COMMANDS.openOutput,
    subject: { kind: 'execution', executionId: execution.id },
  };
}

/** Returns the description of a row. The most important part comes first, because VS Code cuts off the end. */
function details(execution: Execution, executions: readonly Execution[]): readonly string[] {
  const started = execution['date-started'].unixtime;
  const ended = execution['date-ended']?.unixtime;
  const status = statusText(execution);
  const why = whyText(execution);
  const undelivered = undeliveredText(execution);
  const isScheduled = execution.status === 'scheduled';
  return [
    ...(isWaiting(execution) || isScheduled
      ? [status, why, isScheduled ? '' : timeOfDay(started), undelivered]
      : [timeOfDay(started), status, undelivered, why]),
    ended === undefined ? usualText(execution, executions) : durationText(ended - started),
    isScheduled ? '' : originText(execution),
    runnersText(execution),
    `#${execution.id}`,
    execution.job?.group ?? '',
  ];
}

/** Returns the number of notifications that could not be delivered; empty if there are none. */
function undeliveredText({ failedDeliveries }: Execution): string {
  return failedDeliveries === undefined
    ? ''
    : `${counted(failedDeliveries.count, 'notification')} not delivered`;
}

/** Returns how long earlier runs of a running execution's job took. */
function usualText(execution: Execution, executions: readonly Execution[]): string {
  if (execution.status !== 'running' || isWaiting(execution)) return '';
  const expected = expectedDuration(execution, executions);
  return expected === undefined ? '' : `usually ${durationText(expected.average)}`;
}

/** Returns the name of the runner, or the number of runners if several took part. */
function runnersText({ current }: Execution): string {
  if (current === undefined) return '';
  const { runners = 1, runnerName } = current;
  return runners === 1 ? runnerName : counted(runners, 'runner');
}

/** Returns the tokens of `ITEM_ABILITIES` for an execution. */
export function executionAbilities({ status, job, failedNodes }: Execution): readonly string[] {
  if (isOpenStatus(status)) return [ITEM_ABILITIES.running];
  if (job === undefined) return [ITEM_ABILITIES.ended];
  const failed = failedNodes.length === 0 ? [] : [ITEM_ABILITIES.failedNodes];
  return [ITEM_ABILITIES.ended, ITEM_ABILITIES.repeatable, ...failed];
}

/** Returns the origin of the execution: a schedule or a retry; empty if a user started it. */
function originText({ executionType, retry }: Execution): string {
  if (retry !== undefined) {
    return retry.previous === undefined
      ? `attempt ${retry.attempt + 1}`
      : `attempt ${retry.attempt + 1}, after #${retry.previous}`;
  }
  return executionType === 'scheduled' || executionType === 'user-scheduled' ? 'scheduled' : '';
}

function tooltip(execution: Execution, name: string): string {
  const { status, current, schedule, successfulNodes, failedNodes, argstring } = execution;
  const started = status === 'scheduled' ? 'scheduled for' : 'started';
  const lines = [
    `**#${execution.id} ${plain(name)}**: ${plain(executionText(execution))}`,
    `Project ${plain(execution.project)}, ${started} ${execution['date-started'].date} by ${plain(execution.user)}`,
    isWaiting(execution) && execution.reason?.until !== undefined
      ? 'The execution fails then if no replica takes its step.'
      : '',
    schedule === undefined ? '' : `By its schedule, planned at ${new Date(schedule.plannedAt).toISOString()}`,
    schedule?.missed === undefined ? '' : `Replaces ${counted(schedule.missed.count, 'missed fire')}`,
    current === undefined ? '' : runnersLine(current),
    successfulNodes.length + failedNodes.length < 2 ? '' : nodesLine('Succeeded on', successfulNodes),
    nodesLine('Failed on', failedNodes),
    argstring === null || argstring === '' ? '' : `Options: \`${argstring}\``,
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

function runnersLine({ runners = 1, runnerName, replica }: NonNullable<Execution['current']>): string {
  const last = `${plain(runnerName)} (replica \`${replica}\`)`;
  return runners === 1 ? `On ${last}` : `On ${counted(runners, 'runner')}, last on ${last}`;
}

function nodesLine(what: string, nodes: readonly string[]): string {
  if (nodes.length === 0) return '';
  const more = nodes.length > 10 ? ` and ${nodes.length - 10} more` : '';
  return `${what} ${nodes.slice(0, 10).map(plain).join(', ')}${more}`;
}
