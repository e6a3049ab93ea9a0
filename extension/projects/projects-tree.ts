import * as l10n from '@vscode/l10n';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import type { NodeSourceOverview } from '../../protocol/routes/shapes/node-shapes.ts';
import { ownValue } from '../../support/records/own-value.ts';
import { arrangeRows } from '../arrangement/arrange-rows.ts';
import { wordFilter } from '../arrangement/filter-words.ts';
import { COMMANDS } from '../ids/commands.ts';
import { ITEM_KINDS } from '../ids/item-kinds.ts';
import { jobRules } from '../jobs/job-arrangement.ts';
import { jobNode } from '../jobs/job-node.ts';
import { counted } from '../model/display-text.ts';
import type { Model, ProjectOverview } from '../model/model.ts';
import { nodeSourcesNode } from '../nodes/node-sources-node.ts';
import { noMatchRow } from '../tree/group-rows.ts';
import { withLazyChildren } from '../tree/lazy-children.ts';
import { pagedRows, type RowLimit } from '../tree/paged-rows.ts';
import type { TreeNode } from '../tree/tree-node.ts';
import { ALL_ROWS, type ShownRows } from '../view-state/shown-rows.ts';

/**
 * Maximum number of shown jobs while projects and groups are initially expanded. VS Code reads every row below expanded
 * rows before it paints the view.
 */
const MOST_EXPANDED_JOBS = 500;

/**
 * Creates the Projects view: projects with their pinned jobs, nested job groups, jobs and nodes. While a filter is
 * active, projects without a match are hidden.
 */
export function projectsTree(model: Model, shown: ShownRows = ALL_ROWS): readonly TreeNode[] {
  const { filter } = shown.state.jobs;
  const pins = new Set<string>(shown.state.pinnedJobs);
  const arranged = arrangeRows(model.jobs, jobRules(shown.state.jobs, pins));
  const pinned = byProject(arranged.pinned);
  const jobs = byProject(arranged.items);
  const matches = wordFilter(filter);
  const isExpanded = arranged.pinned.length + arranged.items.length <= MOST_EXPANDED_JOBS;
  const projects = model.projects.flatMap((project) => {
    const sources = (ownValue(model.nodeSources, project.name) ?? []).filter(({ type, description }) =>
      matches([type, description, project.name]),
    );
    const content = {
      pinned: pinned.get(project.name) ?? [],
      jobs: jobs.get(project.name) ?? [],
      sources,
      isExpanded,
    };
    const isHidden =
      content.pinned.length + content.jobs.length + sources.length === 0 && !matches([project.name]);
    return isHidden ? [] : [projectNode(project, content, shown)];
  });
  const isEmpty = model.projects.length > 0 && projects.length === 0;
  return isEmpty ? [noMatchRow(l10n.t('No job matches the filter'), COMMANDS.filterJobs)] : projects;
}

function byProject(jobs: readonly JobOverview[]): ReadonlyMap<string, readonly JobOverview[]> {
  return Map.groupBy(jobs, ({ project }): string => project);
}

/** The shown objects of a project. */
interface ProjectContent {
  readonly pinned: readonly JobOverview[];
  readonly jobs: readonly JobOverview[];
  readonly sources: readonly NodeSourceOverview[];
  /** Whether the project and its groups are initially expanded. */
  readonly isExpanded: boolean;
}

function projectNode(
  project: ProjectOverview,
  { pinned, jobs, sources, isExpanded }: ProjectContent,
  { state, limitOf }: ShownRows,
): TreeNode {
  const id = `project:${project.name}`;
  const nodes = nodeSourcesNode(project.name, id, sources);
  const count = counted(pinned.length + jobs.length, 'job');
  const isFlat = state.jobs.group === 'flat';
  const direct = isFlat ? jobs : jobs.filter((job) => job.group === '');
  const node = {
    id,
    label: project.name,
    description: count,
    ...(project.description === '' ? {} : { tooltip: project.description }),
    icon: { id: 'project' },
    kinds: [ITEM_KINDS.project],
    accessibleLabel: l10n.t('Project {0}, {1}', project.name, count),
    initiallyExpanded: isExpanded,
    subject: { kind: 'project', project: project.name },
  } as const;
  return withLazyChildren(node, () => [
    ...pinned.map((job) => jobNode(job, id, { isPinned: true })),
    ...(isFlat ? [] : groupNodes({ id, name: project.name, isExpanded }, '', jobs, limitOf)),
    ...pagedRows(id, direct, limitOf, (job) => jobNode(job, id, { isPinned: false })),
    ...(nodes === undefined ? [] : [nodes]),
  ]);
}

/** The project of groups. */
interface GroupedProject {
  /** The id of its row. */
  readonly id: string;
  readonly name: string;
  /** Whether the groups are initially expanded. */
  readonly isExpanded: boolean;
}

/** Creates the rows of the groups directly below `parent`, which ends in `/` unless it is the root. */
function groupNodes(
  project: GroupedProject,
  parent: string,
  jobs: readonly JobOverview[],
  limitOf: RowLimit,
): readonly TreeNode[] {
  const groups = Map.groupBy(
    jobs.filter((job) => job.group.length > parent.length),
    (job) => job.group.slice(parent.length).split('/', 1).join(),
  );
  return [...groups].map(([label, within]) => {
    const group = `${parent}${label}`;
    const id = `${project.id}/group:${group}`;
    const own = within.filter((job) => job.group === group);
    const node = {
      id,
      label,
      icon: { id: 'folder' },
      kinds: [ITEM_KINDS.group],
      accessibleLabel: l10n.t('Group {0}, {1}', group, counted(within.length, 'job')),
      initiallyExpanded: project.isExpanded,
      subject: { kind: 'project', project: project.name, isPart: true },
    } as const;
    return withLazyChildren(node, () => [
      ...groupNodes(project, `${group}/`, within, limitOf),
      ...pagedRows(id, own, limitOf, (job) => jobNode(job, id, { label: job.name, isPinned: false })),
    ]);
  });
}
