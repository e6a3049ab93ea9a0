import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import { isOpenStatus } from '../../protocol/entities/open-statuses.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { COMMANDS, type CommandId } from '../ids/commands.ts';
import {
  counted,
  executionName,
  isWaiting,
  selectorText,
  statusText,
  whyText,
} from '../model/display-text.ts';
import type { Model } from '../model/model.ts';
import { tagsWithoutRunner, untaggedJobs } from '../model/tag-uses.ts';
import { isFailed } from '../problems/problem-watch.ts';
import { WORST_FIRST } from '../runners/runner-arrangement.ts';
import { pagedRows, type RowLimit } from '../tree/paged-rows.ts';
import { executionIcon, healthIcon, WAITING_ICON, WARNING_ICON } from '../tree/status-icons.ts';
import type { NodeIcon, Subject, TreeNode } from '../tree/tree-node.ts';
import { ALL_ROWS, type ShownRows } from '../view-state/shown-rows.ts';

const GOOD: NodeIcon = { id: 'pass', color: 'testing.iconPassed' };
const NOTHING = { kind: 'none' } as const;

/**
 * Creates the Overview: headings of runners by health, then of kinds of problems, those without rows last. A click on a
 * row opens the object of the row.
 */
export function overviewTree(model: Model, { limitOf }: ShownRows = ALL_ROWS): readonly TreeNode[] {
  const heading = headingsWith(limitOf);
  const headings = [
    heading(
      'waiting',
      l10n.t('Waiting Executions'),
      model.executions.filter(isWaiting),
      waitingRow,
      WAITING_ICON,
    ),
    heading(
      'failing',
      l10n.t('Failing Jobs'),
      latestOfJobs(model).filter(isFailed),
      failingRow,
      executionIcon('failed'),
    ),
    heading(
      'undelivered',
      l10n.t('Undelivered Notifications'),
      model.executions.filter(isUndelivered),
      undeliveredRow,
      WARNING_ICON,
    ),
    heading('tags', l10n.t('Tags without a Runner'), tagsWithoutRunner(model), tagRow, WARNING_ICON),
    heading('untagged', l10n.t('Untagged Jobs'), untaggedJobs(model), untaggedRow, { id: 'circle-outline' }),
  ];
  const needed = headings.filter(({ children }) => children !== undefined);
  const settled = headings.filter(({ children }) => children === undefined);
  const byHealth = Map.groupBy(model.runners, ({ health }) => health);
  const runners = WORST_FIRST.flatMap((health) => {
    const members = byHealth.get(health);
    return members === undefined
      ? []
      : [heading(`health:${health}`, l10n.t('{0} Runners', health), members, runnerRow, healthIcon(health))];
  });
  return [...runners, ...needed, ...settled];
}

/** Returns the function that creates a heading with its rows. */
function headingsWith(limitOf: RowLimit) {
  return <T>(
    id: string,
    label: string,
    items: readonly T[],
    rowOf: (item: T) => TreeNode,
    icon: NodeIcon,
  ): TreeNode => {
    const isEmpty = items.length === 0;
    return {
      id,
      label,
      description: isEmpty ? l10n.t('none') : String(items.length),
      icon: isEmpty ? GOOD : icon,
      kinds: [],
      accessibleLabel: `${label}: ${isEmpty ? l10n.t('none') : items.length}`,
      ...(isEmpty ? {} : { children: pagedRows(`overview/${id}`, items, limitOf, rowOf) }),
      subject: NOTHING,
    };
  };
}

function row(
  id: string,
  label: string,
  description: string,
  icon: NodeIcon,
  subject: Subject,
  command?: CommandId,
): TreeNode {
  return {
    id,
    label,
    description,
    icon,
    kinds: [],
    accessibleLabel: description === '' ? label : `${label}, ${description}`,
    ...(command === undefined ? {} : { command }),
    subject,
  };
}

function runnerRow({ id, name, health, tags, paused }: RunnerOverview): TreeNode {
  const details = [...(paused ? [l10n.t('paused')] : []), ...tags].join(' ');
  return row(
    `runner:${id}`,
    name,
    details,
    healthIcon(health),
    { kind: 'runner', runnerId: id },
    COMMANDS.showRunner,
  );
}

function waitingRow(execution: Execution): TreeNode {
  return executionRow('waiting', execution, `${statusText(execution)} · ${whyText(execution)}`, WAITING_ICON);
}

function failingRow(execution: Execution): TreeNode {
  const why = whyText(execution);
  const text = [`#${execution.id} ${statusText(execution)}`, ...(why === '' ? [] : [why])].join(' · ');
  return executionRow('failing', execution, text, executionIcon(execution.status));
}

function undeliveredRow(execution: Execution): TreeNode {
  const count = execution.failedDeliveries?.count ?? 0;
  const description = `#${execution.id} · ${counted(count, 'notification')}`;
  return executionRow('undelivered', execution, description, WARNING_ICON);
}

function executionRow(below: string, execution: Execution, description: string, icon: NodeIcon): TreeNode {
  const subject = { kind: 'execution', executionId: execution.id } as const;
  return row(
    `${below}/${execution.id}`,
    executionName(execution),
    description,
    icon,
    subject,
    COMMANDS.openOutput,
  );
}

function tagRow({ tag, jobs }: { readonly tag: string; readonly jobs: readonly JobOverview[] }): TreeNode {
  const subject = { kind: 'tag', tag } as const;
  return row(
    `tag:${tag}`,
    tag,
    counted(jobs.length, 'job'),
    WARNING_ICON,
    subject,
    COMMANDS.reviewTagsWithoutRunner,
  );
}

function untaggedRow(job: JobOverview): TreeNode {
  const subject = { kind: 'job', jobId: job.id, project: job.project } as const;
  const description = `${job.project} · ${selectorText(job)}`;
  return row(
    `untagged:${job.id}`,
    jobPath(job),
    description,
    { id: 'play-circle' },
    subject,
    COMMANDS.editJobTags,
  );
}

/** Returns the latest ended execution of each job. */
function latestOfJobs({ executions }: Model): readonly Execution[] {
  const latest = new Map<string, Execution>();
  for (const execution of executions) {
    const { job, status } = execution;
    if (job !== undefined && !isOpenStatus(status) && !latest.has(job.id)) latest.set(job.id, execution);
  }
  return [...latest.values()];
}

function isUndelivered({ failedDeliveries }: Execution): boolean {
  return failedDeliveries !== undefined && failedDeliveries.count > 0;
}
