import * as l10n from '@vscode/l10n';
import type { Health } from '../../protocol/entities/replica.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { type ArrangementRules, arrangeRows } from '../arrangement/arrange-rows.ts';
import { wordFilter } from '../arrangement/filter-words.ts';
import type { RunnersArrangement } from '../arrangement/view-choices.ts';
import type { ViewState } from '../view-state/view-state.ts';

/** The states of runners, those that need attention first. */
export const WORST_FIRST: readonly Health[] = ['Down', 'Unhealthy', 'Unknown', 'New', 'Busy', 'Healthy'];

const RANKS: readonly string[] = WORST_FIRST;
const rank = (health: string): number => RANKS.indexOf(health);

/** The groups of runners that have no project, tag or version. They follow the other groups. */
const noProject = () => l10n.t('No Project');
const noTag = () => l10n.t('No Tag');
const noReplica = () => l10n.t('No Replica');

/** Id of the list of runners in a view without groups. */
export const RUNNERS_LIST = 'runners';

/** Returns the id of the list of the runners of a group. */
export function groupList(group: string): string {
  return `${RUNNERS_LIST}/${group}`;
}

/**
 * Returns the list that contains a runner, and the position in that list, from 1. Undefined if the filter hides the
 * runner, or if the runner is pinned and therefore always shown.
 */
export function placeOfRunner(
  runners: readonly RunnerOverview[],
  { runners: arrangement, pinnedRunners }: Pick<ViewState, 'runners' | 'pinnedRunners'>,
  runnerId: string,
): { readonly list: string; readonly position: number } | undefined {
  const { items, groups } = arrangeRows(runners, runnerRules(arrangement, new Set(pinnedRunners)));
  const lists = [
    { list: RUNNERS_LIST, items },
    ...groups.map((group) => ({ list: groupList(group.name), items: group.items })),
  ];
  const within = lists.find((it) => it.items.some(({ id }) => id === runnerId));
  if (within === undefined) return undefined;
  return { list: within.list, position: within.items.findIndex(({ id }) => id === runnerId) + 1 };
}

/** Returns the rules of the Runners view. Without a chosen order, the Local Runner comes first. */
export function runnerRules(
  { filter, sort, group }: RunnersArrangement,
  pinned: ReadonlySet<string>,
): ArrangementRules<RunnerOverview> {
  const matches = wordFilter(filter);
  return {
    isShown: filter === undefined ? () => true : (runner) => matches(searchedTexts(runner)),
    isPinned: ({ id }) => pinned.has(id),
    compare: ORDERS[sort ?? 'local'],
    groupsOf: group === undefined ? undefined : GROUPS[group],
    compareGroups: group === 'health' ? (a, b) => rank(a) - rank(b) : byGroupName(),
  };
}

const ORDERS: Readonly<
  Record<NonNullable<RunnersArrangement['sort']> | 'local', (a: RunnerOverview, b: RunnerOverview) => number>
> = {
  local: (a, b) => Number(b.local) - Number(a.local),
  health: (a, b) => rank(a.health) - rank(b.health),
  load: (a, b) => runningSteps(b) - runningSteps(a),
  version: (a, b) => byVersion(versionsOf(a)[0] ?? '', versionsOf(b)[0] ?? ''),
};

const GROUPS: Readonly<
  Record<NonNullable<RunnersArrangement['group']>, (runner: RunnerOverview) => readonly string[]>
> = {
  health: ({ health }) => [health],
  project: ({ local, assignedProjects }) =>
    local ? [l10n.t('All Projects')] : assignedProjects.length === 0 ? [noProject()] : assignedProjects,
  tag: ({ tags }) => (tags.length === 0 ? [noTag()] : tags),
  version: (runner) => {
    const versions = versionsOf(runner);
    return versions.length === 0 ? [noReplica()] : versions.map((version) => `v${version}`);
  },
};

/** Returns the number of steps that the replicas of a runner are running. */
export function runningSteps({ replicas }: RunnerOverview): number {
  return replicas.reduce((sum, { running }) => sum + running, 0);
}

/** Returns the versions of a runner's replicas, oldest first. */
function versionsOf({ replicas }: RunnerOverview): readonly string[] {
  return [...new Set(replicas.map(({ programVersion }) => programVersion))].sort(byVersion);
}

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Orders groups by name, with the groups of runners without a project, tag or replica last. */
function byGroupName(): (a: string, b: string) => number {
  const last = [noProject(), noTag(), noReplica()];
  return (a, b) => Number(last.includes(a)) - Number(last.includes(b)) || byVersion(a, b);
}

function searchedTexts(runner: RunnerOverview): readonly string[] {
  const { name, description, health, paused, tags, assignedProjects, replicas } = runner;
  return [
    name,
    description,
    health,
    paused ? l10n.t('paused') : '',
    ...tags,
    ...assignedProjects,
    ...replicas.flatMap(({ hostname, programVersion }) => [hostname, `v${programVersion}`]),
  ];
}
