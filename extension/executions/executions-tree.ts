import * as l10n from '@vscode/l10n';
import { isOpenStatus } from '../../protocol/entities/open-statuses.ts';
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
  MOST_NAMED,
  namesText,
  plain,
  shortExecutionName,
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

/** The inputs of the Executions view in addition to its list. */
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
    ...(isEmpty ? [noMatchRow(l10n.t('No execution matches the filter'), COMMANDS.filterExecutions)] : []),
    ...(hasMore ? [isLoading ? loadingRow() : loadMoreRow()] : []),
  ];
}

const loadMoreRow = (): TreeNode => ({
  id: 'more',
  label: l10n.t('Load More…'),
  icon: { id: 'ellipsis' },
  kinds: [],
  accessibleLabel: l10n.t('Load more executions'),
  command: COMMANDS.loadMoreExecutions,
  subject: { kind: 'none' },
});

const loadingRow = (): TreeNode => ({
  id: 'more',
  label: l10n.t('Loading…'),
  icon: { id: 'loading~spin' },
  kinds: [],
  accessibleLabel: l10n.t('Loading executions'),
  subject: { kind: 'none' },
});

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
    label: shortExecutionName(execution),
    description: details(execution, executions)
      .filter((text) => text !== '')
      .join(' · '),
    tooltip: tooltip(execution, name),
    moreTooltip: { kind: 'undelivered', execution: execution.id },
    icon: isWaiting(execution) ? WAITING_ICON : executionIcon(execution.status),
    kinds: [ITEM_KINDS.execution, ...executionAbilities(execution)],
    accessibleLabel: [
      l10n.t('Execution {0} of {1}', execution.id, name),
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
    (execution.job ?? execution.draft)?.group ?? '',
  ];
}

/** Returns the number of notifications that could not be delivered; empty if there are none. */
function undeliveredText({ failedDeliveries }: Execution): string {
  if (failedDeliveries === undefined) return '';
  const { count } = failedDeliveries;
  return count === 1
    ? l10n.t('1 notification not delivered')
    : l10n.t('{0} notifications not delivered', count);
}

/** Returns the average duration of earlier runs of a running execution's job; empty if it is unknown. */
function usualText(execution: Execution, executions: readonly Execution[]): string {
  if (execution.status !== 'running' || isWaiting(execution)) return '';
  const expected = expectedDuration(execution, executions);
  return expected === undefined ? '' : l10n.t('usually {0}', durationText(expected.average));
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
      ? l10n.t('attempt {0}', retry.attempt + 1)
      : l10n.t('attempt {0}, after #{1}', retry.attempt + 1, retry.previous);
  }
  return executionType === 'scheduled' || executionType === 'user-scheduled' ? l10n.t('scheduled') : '';
}

function tooltip(execution: Execution, name: string): string {
  const { status, current, schedule, successfulNodes, failedNodes, argstring } = execution;
  const started = status === 'scheduled' ? scheduledLine(execution) : startedLine(execution);
  const lines = [
    `**#${execution.id} ${plain(name)}**: ${plain(executionText(execution))}`,
    started,
    execution.draft === undefined
      ? ''
      : l10n.t('Draft: the job was not stored. SHA-256 of its text: {0}', `\`${execution.draft.digest}\``),
    execution.imported === undefined
      ? ''
      : l10n.t('Imported from an archive. The execution ran elsewhere, under another id.'),
    isWaiting(execution) && execution.reason?.until !== undefined
      ? l10n.t('The execution fails at that time if no replica has taken its step.')
      : '',
    schedule === undefined
      ? ''
      : l10n.t('Started by its schedule, planned at {0}', new Date(schedule.plannedAt).toISOString()),
    schedule?.missed === undefined ? '' : missedText(schedule.missed.count),
    current === undefined ? '' : runnersLine(current),
    successfulNodes.length + failedNodes.length < 2
      ? ''
      : l10n.t('Succeeded on {0}', nodesText(successfulNodes)),
    failedNodes.length === 0 ? '' : l10n.t('Failed on {0}', nodesText(failedNodes)),
    argstring === null || argstring === '' ? '' : l10n.t('Options: {0}', `\`${argstring}\``),
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

function runnersLine({ runners = 1, runnerName, replica }: NonNullable<Execution['current']>): string {
  const last = l10n.t('{0} (replica {1})', plain(runnerName), `\`${replica}\``);
  return runners === 1 ? l10n.t('On {0}', last) : l10n.t('On {0} runners, last on {1}', runners, last);
}

function nodesText(nodes: readonly string[]): string {
  return namesText(nodes.map(plain), MOST_NAMED);
}

function scheduledLine({ project, user, 'date-started': { date } }: Execution): string {
  return l10n.t('Project {0}, scheduled for {1} by {2}', plain(project), date, plain(user));
}

function startedLine({ project, user, 'date-started': { date } }: Execution): string {
  return l10n.t('Project {0}, started {1} by {2}', plain(project), date, plain(user));
}

function missedText(count: number): string {
  return count === 1 ? l10n.t('Replaces 1 missed run') : l10n.t('Replaces {0} missed runs', count);
}
