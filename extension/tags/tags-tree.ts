import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import { isHealthy } from '../../job-language/runner-choice/health.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { wordFilter } from '../arrangement/filter-words.ts';
import type { TagsArrangement } from '../arrangement/view-choices.ts';
import { COMMANDS } from '../ids/commands.ts';
import { ITEM_KINDS } from '../ids/item-kinds.ts';
import { jobNode } from '../jobs/job-node.ts';
import { counted, healthyText } from '../model/display-text.ts';
import type { Model } from '../model/model.ts';
import { type TagCarriers, tagUses, untaggedJobs } from '../model/tag-uses.ts';
import { noMatchRow } from '../tree/group-rows.ts';
import { withLazyChildren } from '../tree/lazy-children.ts';
import { pagedRows, type RowLimit } from '../tree/paged-rows.ts';
import { healthIcon, WARNING_ICON } from '../tree/status-icons.ts';
import type { NodeIcon, TreeNode } from '../tree/tree-node.ts';
import { ALL_ROWS, type ShownRows } from '../view-state/shown-rows.ts';

/** Creates the Tags view: each tag with its runners and jobs, then tags without a runner, then untagged jobs. */
export function tagsTree(model: Model, { state, limitOf }: ShownRows = ALL_ROWS): readonly TreeNode[] {
  const { filter, sort } = state.tags;
  const matches = wordFilter(filter);
  const uses = tagUses(model).filter(({ tag }) => matches([tag]));
  const ordered = sort === undefined ? uses : uses.toSorted(ORDERS[sort]);
  const orphans = ordered.filter((use) => use.runners.length === 0);
  const carried = ordered.filter((use) => use.runners.length > 0);
  const untagged = untaggedJobs(model).filter((job) => matches([jobPath(job), job.project]));
  const isEmpty = filter !== undefined && uses.length + untagged.length === 0;
  return [
    ...pagedRows('tags', carried, limitOf, (use) => tagNode(use, 'tag', limitOf)),
    ...(orphans.length === 0 ? [] : [orphansNode(orphans, limitOf)]),
    ...(untagged.length === 0 ? [] : [untaggedNode(untagged, limitOf)]),
    ...(isEmpty ? [noMatchRow(l10n.t('No tag matches the filter'), COMMANDS.filterTags)] : []),
  ];
}

const healthyOf = ({ runners }: TagCarriers): number =>
  runners.filter((runner) => isHealthy(runner.health)).length;

const ORDERS: Readonly<
  Record<NonNullable<TagsArrangement['sort']>, (a: TagCarriers, b: TagCarriers) => number>
> = {
  healthy: (a, b) => healthyOf(a) - healthyOf(b),
  jobs: (a, b) => b.jobs.length - a.jobs.length,
};

function tagNode(use: TagCarriers, below: string, limitOf: RowLimit): TreeNode {
  const { tag, runners, jobs } = use;
  const healthy = healthyOf(use);
  const id = `${below}:${tag}`;
  const description =
    runners.length === 0
      ? `${l10n.t('no runner')} · ${counted(jobs.length, 'job')}`
      : `${healthyText(runners.length, healthy)} · ${counted(jobs.length, 'job')}`;
  const node = {
    id,
    label: tag,
    description,
    icon: tagIcon(runners.length, healthy),
    kinds: [ITEM_KINDS.tag],
    accessibleLabel: l10n.t('Tag {0}, {1}', tag, description),
    subject: { kind: 'tag', tag },
  } as const;
  return withLazyChildren(node, () => [
    ...pagedRows(`${id}/runners`, runners, limitOf, (runner) => runnerNode(runner, id)),
    ...pagedRows(`${id}/jobs`, jobs, limitOf, (job) => jobNode(job, id)),
  ]);
}

/** Returns a coloured icon if the tag has no healthy runner, so that the problem is visible at a glance. */
function tagIcon(runners: number, healthy: number): NodeIcon {
  if (runners === 0) return WARNING_ICON;
  return healthy === 0 ? { id: 'tag', color: 'charts.yellow' } : { id: 'tag' };
}

function runnerNode(runner: RunnerOverview, below: string): TreeNode {
  return {
    id: `${below}/runner:${runner.id}`,
    label: runner.name,
    description: runner.health,
    icon: healthIcon(runner.health),
    kinds: [runner.local ? ITEM_KINDS.localRunner : ITEM_KINDS.runner],
    accessibleLabel: l10n.t('Runner {0}, {1}', runner.name, runner.health),
    subject: { kind: 'runner', runnerId: runner.id },
  };
}

function orphansNode(orphans: readonly TagCarriers[], limitOf: RowLimit): TreeNode {
  return {
    id: 'tags-without-runner',
    label: l10n.t('Tags without a Runner'),
    description: String(orphans.length),
    icon: WARNING_ICON,
    kinds: [ITEM_KINDS.tagsWithoutRunner],
    accessibleLabel:
      orphans.length === 1
        ? l10n.t('1 tag without a runner')
        : l10n.t('{0} tags without a runner', orphans.length),
    children: pagedRows('orphans', orphans, limitOf, (use) => tagNode(use, 'orphan', limitOf)),
    initiallyExpanded: true,
    subject: { kind: 'none' },
  };
}

function untaggedNode(jobs: readonly JobOverview[], limitOf: RowLimit): TreeNode {
  const node = {
    id: 'untagged-jobs',
    label: l10n.t('Untagged Jobs'),
    description: String(jobs.length),
    icon: { id: 'circle-outline' },
    kinds: [ITEM_KINDS.untaggedJobs],
    accessibleLabel:
      jobs.length === 1 ? l10n.t('1 job without tags') : l10n.t('{0} jobs without tags', jobs.length),
    subject: { kind: 'none' },
  } as const;
  return withLazyChildren(node, () =>
    pagedRows('untagged', jobs, limitOf, (job) => jobNode(job, 'untagged')),
  );
}
