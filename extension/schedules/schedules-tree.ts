import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { uptimeText } from '../../support/time/duration-text.ts';
import { COMMANDS } from '../ids/commands.ts';
import { ITEM_ABILITIES, ITEM_KINDS } from '../ids/item-kinds.ts';
import { jobAbilities, jobTooltip } from '../jobs/job-node.ts';
import { executionName, plain, selectorText } from '../model/display-text.ts';
import type { Model } from '../model/model.ts';
import { timeOfDay } from '../model/time-of-day.ts';
import { pagedRows } from '../tree/paged-rows.ts';
import type { NodeIcon, TreeNode } from '../tree/tree-node.ts';
import { ALL_ROWS, type ShownRows } from '../view-state/shown-rows.ts';
import type { UpcomingRunsKnown } from './upcoming-runs.ts';

/** A row of the Schedules view. `at` is the time of the next run, epoch ms. Undefined: none is known. */
type Upcoming =
  | { readonly kind: 'job'; readonly job: JobOverview; readonly at: number | undefined }
  | { readonly kind: 'planned'; readonly execution: Execution; readonly at: number };

/**
 * Creates the Schedules view: jobs with a schedule and executions that are planned for later, the next first, then the
 * schedules that do not run. A click on a job opens it, a click on an execution opens its panel. `now` is epoch ms.
 */
export function schedulesTree(
  model: Pick<Model, 'jobs' | 'isActive'>,
  known: UpcomingRunsKnown,
  now: number,
  { limitOf }: ShownRows = ALL_ROWS,
): readonly TreeNode[] {
  const rows: readonly Upcoming[] = [
    ...model.jobs.flatMap((job): Upcoming[] =>
      job.scheduled ? [{ kind: 'job', job, at: nextRun(job, known) }] : [],
    ),
    ...known.planned.map(
      (execution): Upcoming => ({ kind: 'planned', execution, at: execution['date-started'].unixtime }),
    ),
  ];
  const ordered = rows.toSorted(byTime);
  return pagedRows('schedules', ordered, limitOf, (row) =>
    row.kind === 'job'
      ? jobRow(row.job, whenText(row.at, now) ?? restText(row.job, model.isActive, known.isRead))
      : plannedRow(row.execution, whenText(row.at, now) ?? ''),
  );
}

/** Returns when a job runs next. A schedule that was just disabled may still be among those last read. */
function nextRun(job: JobOverview, { nextRuns }: UpcomingRunsKnown): number | undefined {
  return job.scheduleEnabled && job.executionEnabled ? nextRuns.get(job.id) : undefined;
}

function byTime(a: Upcoming, b: Upcoming): number {
  if (a.at === undefined || b.at === undefined)
    return Number(a.at === undefined) - Number(b.at === undefined);
  return a.at - b.at;
}

/** Returns the countdown and the time of a run: `in 4 min · 22:41:03`. Undefined if there is none. */
function whenText(at: number | undefined, now: number): string | undefined {
  if (at === undefined) return undefined;
  const left = at - now;
  const countdown = left < 60_000 ? l10n.t('in less than a minute') : l10n.t('in {0}', uptimeText(left));
  return `${left < 0 ? l10n.t('due') : countdown} · ${timeOfDay(at)}`;
}

/** Returns why a job with a schedule does not run. */
function restText(
  { scheduleEnabled, executionEnabled }: JobOverview,
  isActive: boolean,
  isRead: boolean,
): string {
  if (!executionEnabled) return l10n.t('job disabled');
  if (!scheduleEnabled) return l10n.t('schedule disabled');
  if (!isActive) return l10n.t('coordinator is passive');
  return isRead ? l10n.t('no further run') : l10n.t('reading the next run…');
}

function jobRow(job: JobOverview, when: string): TreeNode {
  const name = jobPath(job);
  const isOn = job.scheduleEnabled && job.executionEnabled;
  return {
    id: `job:${job.id}`,
    label: name,
    description: [when, job.project, selectorText(job)].join(' · '),
    tooltip: jobTooltip(job),
    moreTooltip: { kind: 'schedule', jobId: job.id },
    icon: isOn ? { id: 'clock' } : { id: 'circle-slash' },
    kinds: [ITEM_KINDS.job, ...jobAbilities(job)],
    accessibleLabel: l10n.t('Schedule of job {0} in {1}, {2}', name, job.project, when),
    command: COMMANDS.openJob,
    subject: { kind: 'job', jobId: job.id, project: job.project },
  };
}

const PLANNED_ICON: NodeIcon = { id: 'calendar' };

function plannedRow(execution: Execution, when: string): TreeNode {
  const { id, project, user, argstring } = execution;
  const name = executionName(execution);
  const options =
    argstring === null || argstring === '' ? '' : `\n\n${l10n.t('Options: {0}', plain(argstring))}`;
  return {
    id: `execution:${id}`,
    label: name,
    description: [when, project, `#${id}`].join(' · '),
    tooltip: `${l10n.t('**#{0} {1}**: scheduled by {2} in {3}', id, plain(name), plain(user), plain(project))}${options}`,
    icon: PLANNED_ICON,
    kinds: [ITEM_KINDS.execution, ITEM_ABILITIES.running],
    accessibleLabel: l10n.t('Scheduled execution {0} of {1} in {2}, {3}', id, name, project, when),
    command: COMMANDS.openExecutionPanel,
    subject: { kind: 'execution', executionId: id },
  };
}
