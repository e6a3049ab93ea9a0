import { jobPath } from '../../job-language/format/job-path.ts';
import { isOpenStatus } from '../../protocol/entities/execution.ts';
import type { Health } from '../../protocol/entities/replica.ts';
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
import { executionIcon, healthIcon, WAITING_ICON, WARNING_ICON } from '../tree/status-icons.ts';
import type { NodeIcon, Subject, TreeNode } from '../tree/tree-node.ts';

/** Maximum number of rows of one heading. */
const MOST_ROWS = 100;
const GOOD: NodeIcon = { id: 'pass', color: 'testing.iconPassed' };
const NOTHING = { kind: 'none' } as const;

/** The states of runners, those that need attention first. */
const WORST_FIRST: readonly Health[] = ['Down', 'Unhealthy', 'Unknown', 'New', 'Busy', 'Healthy'];

/**
 * Creates the Overview: one heading for each question of an administrator, those that need attention first. A click on
 * a row opens the object that it names.
 */
export function overviewTree(model: Model): readonly TreeNode[] {
  const waiting = model.executions.filter(isWaiting);
  const headings = [
    heading('waiting', 'Waiting Executions', waiting.map(waitingRow), WAITING_ICON),
    heading(
      'failing',
      'Failing Jobs',
      latestOfJobs(model).filter(isFailed).map(failingRow),
      executionIcon('failed'),
    ),
    heading(
      'undelivered',
      'Undelivered Notifications',
      model.executions.filter(isUndelivered).map(undeliveredRow),
      WARNING_ICON,
    ),
    heading('tags', 'Tags without a Runner', tagsWithoutRunner(model).map(tagRow), WARNING_ICON),
    heading('untagged', 'Untagged Jobs', untaggedJobs(model).map(untaggedRow), { id: 'circle-outline' }),
  ];
  const needed = headings.filter(({ children }) => children !== undefined);
  const settled = headings.filter(({ children }) => children === undefined);
  return [...runnersByHealth(model.runners), ...needed, ...settled];
}

/** Returns one heading for each health that a runner has. */
function runnersByHealth(runners: readonly RunnerOverview[]): readonly TreeNode[] {
  return WORST_FIRST.flatMap((health) => {
    const rows = runners.filter((runner) => runner.health === health).map(runnerRow);
    return rows.length === 0
      ? []
      : [heading(`health:${health}`, `${health} Runners`, rows, healthIcon(health))];
  });
}

function heading(id: string, label: string, rows: readonly TreeNode[], icon: NodeIcon): TreeNode {
  const isEmpty = rows.length === 0;
  const more = rows.length - MOST_ROWS;
  return {
    id,
    label,
    description: isEmpty ? 'none' : String(rows.length),
    icon: isEmpty ? GOOD : icon,
    kinds: [],
    accessibleLabel: `${label}: ${isEmpty ? 'none' : rows.length}`,
    ...(isEmpty ? {} : { children: [...rows.slice(0, MOST_ROWS), ...(more > 0 ? [restRow(id, more)] : [])] }),
    subject: NOTHING,
  };
}

function restRow(below: string, more: number): TreeNode {
  return row(`${below}/rest`, `And ${more} more`, '', { id: 'ellipsis' }, NOTHING);
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
  const details = [...(paused ? ['paused'] : []), ...tags].join(' ');
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
