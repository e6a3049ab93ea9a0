import * as l10n from '@vscode/l10n';
import { factsText } from '../../job-language/runner-filter/facts-text.ts';
import { labelText } from '../../protocol/entities/label-rules.ts';
import type { Labels } from '../../protocol/entities/labels.ts';
import type { ReplicaOverview, RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { uptimeText } from '../../support/time/duration-text.ts';
import { arrangeRows } from '../arrangement/arrange-rows.ts';
import { COMMANDS } from '../ids/commands.ts';
import { ITEM_ABILITIES, ITEM_KINDS } from '../ids/item-kinds.ts';
import { counted, executionName, namesText, plain, shortId } from '../model/display-text.ts';
import type { Model } from '../model/model.ts';
import { timeOfDay } from '../model/time-of-day.ts';
import { groupRow, noMatchRow } from '../tree/group-rows.ts';
import { pagedRows } from '../tree/paged-rows.ts';
import { pinAbility, pinnedText } from '../tree/pinned.ts';
import { healthIcon, WARNING_ICON } from '../tree/status-icons.ts';
import type { NodeIcon, TreeNode } from '../tree/tree-node.ts';
import { ALL_ROWS, type ShownRows } from '../view-state/shown-rows.ts';
import { groupList, RUNNERS_LIST, runnerRules, runningSteps } from './runner-arrangement.ts';

/** Maximum number of replicas in the tooltip of a runner. */
const MOST_SHOWN = 5;

/** Returns a replica's uptime as a suffix, such as `, up 3 d 4 h`. Empty if unknown. */
type Uptime = (replica: ReplicaOverview) => string;

/**
 * Creates the Runners view: pinned runners, then other runners or their groups, each with its replicas. The replica of
 * the Local Runner has no row. `now` is epoch ms.
 */
export function runnersTree(model: Model, now: number, shown: ShownRows = ALL_ROWS): readonly TreeNode[] {
  const { runners, upSince } = model;
  const { state, limitOf } = shown;
  const uptime = ({ id }: ReplicaOverview) => {
    const since = upSince[id];
    // The clock may have been set back.
    return since === undefined ? '' : `, ${l10n.t('up {0}', uptimeText(Math.max(0, now - since)))}`;
  };
  const runs = runsByRunner(model.executions);
  const rowOf = (below: string) => (runner: RunnerOverview) =>
    runnerNode(runner, { below, uptime, runs: runs.get(runner.id) ?? [], isPinned: pins.has(runner.id) });
  const pins = new Set<string>(state.pinnedRunners);
  const { pinned, items, groups } = arrangeRows(runners, runnerRules(state.runners, pins));
  return [
    ...pinned.map(rowOf('')),
    ...pagedRows(RUNNERS_LIST, items, limitOf, rowOf('')),
    ...groups.map(({ name, items: members }) => {
      const id = groupList(name);
      const icon = state.runners.group === 'health' ? groupIcon(members) : undefined;
      return groupRow(
        id,
        name,
        'runner',
        members.length,
        pagedRows(id, members, limitOf, rowOf(`${id}/`)),
        icon,
      );
    }),
    ...(runners.length > 0 && pinned.length + items.length + groups.length === 0
      ? [noMatchRow(l10n.t('No runner matches the filter'), COMMANDS.filterRunners)]
      : []),
  ];
}

/** Returns the icon of a group of runners that have the same health. */
function groupIcon([runner]: readonly RunnerOverview[]): NodeIcon | undefined {
  return runner === undefined ? undefined : healthIcon(runner.health);
}

/** The parts of a runner's row that its overview does not contain. */
interface RunnerRowFacts {
  /** Prefix of the row's id. Empty unless the view is grouped. */
  readonly below: string;
  readonly uptime: Uptime;
  /** Names of the executions whose current step runs on the runner. */
  readonly runs: readonly string[];
  readonly isPinned: boolean;
}

function runnerNode(runner: RunnerOverview, { below, uptime, runs, isPinned }: RunnerRowFacts): TreeNode {
  const replicas = runner.local ? [] : runner.replicas;
  const anyPaused = runner.paused || runner.replicas.some(({ paused }) => paused);
  const work = [load(runner), namesText(runs)].filter((text) => text !== '').join(': ');
  const details = [
    isPinned ? pinnedText() : '',
    runnerState(runner),
    work,
    runner.tags.join(' '),
    version(runner),
  ].filter((text) => text !== '');
  return {
    id: `${below}runner:${runner.id}`,
    label: runner.name,
    description: details.join(' · '),
    tooltip: tooltip(runner, uptime),
    icon: isUnassigned(runner) && runner.health === 'Healthy' ? WARNING_ICON : healthIcon(runner.health),
    kinds: [
      runner.local ? ITEM_KINDS.localRunner : ITEM_KINDS.runner,
      ...intake(runner.paused, anyPaused),
      pinAbility(isPinned),
    ],
    accessibleLabel: spoken(runner, isPinned),
    ...(replicas.length > 0 ? { children: replicas.map((it) => replicaNode(it, below, uptime)) } : {}),
    subject: { kind: 'runner', runnerId: runner.id },
  };
}

/** Whether a runner has no assigned project, so that it gets no work. The Local Runner serves every project. */
function isUnassigned({ local, assignedProjects }: RunnerOverview): boolean {
  return !local && assignedProjects.length === 0;
}

/** Returns the health, and why the runner accepts no work. */
function runnerState(runner: RunnerOverview): string {
  const { health, paused } = runner;
  const seen = lastSeen(runner);
  return [
    health,
    ...(seen === undefined ? [] : [l10n.t('last seen {0}', timeOfDay(seen))]),
    ...(paused ? [l10n.t('paused')] : []),
    ...(isUnassigned(runner) ? [l10n.t('no project')] : []),
  ].join(', ');
}

/** Returns the time of the last answer of a runner that no longer answers, in epoch ms. */
function lastSeen({ health, replicas }: RunnerOverview): number | undefined {
  if (health !== 'Down' && health !== 'Unknown') return undefined;
  const times = replicas.flatMap(({ lastSeenAt }) => lastSeenAt ?? []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Returns the version of the runner's replicas if they all have the same version. */
function version({ replicas }: RunnerOverview): string {
  const [only, ...others] = new Set(replicas.map(({ programVersion }) => programVersion));
  return only === undefined || others.length > 0 ? '' : `v${only}`;
}

/** Returns the names of the running executions by the runner of their current step. */
function runsByRunner(executions: Model['executions']): ReadonlyMap<string, readonly string[]> {
  const runs = new Map<string, string[]>();
  for (const execution of executions) {
    const { status, current } = execution;
    if (status !== 'running' || current === undefined) continue;
    const names = runs.get(current.runner) ?? [];
    names.push(executionName(execution));
    runs.set(current.runner, names);
  }
  return runs;
}

/** Returns the tokens that enable the pause and resume commands. */
function intake(isPaused: boolean, isResumable: boolean): readonly string[] {
  const { paused, takesWork } = ITEM_ABILITIES;
  return [...(isPaused ? [] : [takesWork]), ...(isResumable ? [paused] : [])];
}

function spoken(runner: RunnerOverview, isPinned: boolean): string {
  const { name, tags, local, replicas } = runner;
  const warned = replicas.filter(({ versionWarning }) => versionWarning !== null).length;
  return [
    name,
    runnerState(runner),
    tags.length === 0 ? l10n.t('no tags') : `${counted(tags.length, 'tag')}: ${tags.join(', ')}`,
    ...(local ? [] : [counted(replicas.length, 'replica')]),
    ...(load(runner) === '' ? [] : [load(runner)]),
    ...(warned === 0 ? [] : [l10n.t('{0} of another version', warned)]),
    ...(isPinned ? [l10n.t('pinned')] : []),
  ].join(', ');
}

function replicaNode(replica: ReplicaOverview, below: string, uptime: Uptime): TreeNode {
  const { health, versionWarning } = replica;
  const inability = cannotStart(replica);
  const warnings = [inability === '' ? null : inability, versionWarning];
  const warning = warnings.map((text) => (text === null ? '' : `\n\n$(warning) ${plain(text)}`)).join('');
  return {
    id: `${below}replica:${replica.id}`,
    label: replica.hostname,
    description: [
      state(replica),
      l10n.t('{0} of {1} running', replica.running, replica.maxRunning),
      shortId(replica.id),
    ].join(' · '),
    tooltip: `${l10n.t(
      'Replica {0} on {1} ({2} {3}), version {4}, user {5}',
      `\`${replica.id}\``,
      plain(replica.hostname),
      replica.platform,
      replica.architecture,
      replica.programVersion,
      plain(replica.user),
    )}${uptime(replica)}${labelled(replica.labels)}${confirmed(replica)}${warning}`,
    icon: versionWarning !== null && health === 'Healthy' ? WARNING_ICON : healthIcon(health),
    kinds: [ITEM_KINDS.replica, ...intake(replica.paused, replica.paused)],
    accessibleLabel: l10n.t(
      'Replica on {0}, {1}, {2} running',
      replica.hostname,
      state(replica),
      replica.running,
    ),
    subject: { kind: 'replica', runnerId: replica.runnerId, replicaId: replica.id },
  };
}

/** Returns the facts that an administrator confirmed, for a tooltip. */
function confirmed({ pinned }: ReplicaOverview): string {
  return pinned === null ? '' : `\n\n${l10n.t('Confirmed: {0}', plain(factsText(pinned)))}`;
}

/** Returns the health, why the replica accepts no new work, and its version if that differs from the coordinator's. */
function state({
  health,
  paused,
  draining,
  copiedAt,
  unable,
  versionWarning,
  programVersion,
}: ReplicaOverview): string {
  const intake = draining ? l10n.t('draining') : paused ? l10n.t('paused') : '';
  const trouble =
    copiedAt !== null ? l10n.t('data dir copied') : unable !== null ? l10n.t('cannot start steps') : intake;
  const version = versionWarning === null ? '' : l10n.t('version {0}', programVersion);
  return [health, trouble, version].filter((text) => text !== '').join(', ');
}

/** Returns why the host of a replica cannot start steps, as a sentence; '' if it can. */
function cannotStart({ unable }: ReplicaOverview): string {
  return unable === null ? '' : l10n.t('Cannot start steps: {0}', unable.message);
}

/** Returns the labels for a tooltip, escaped because they come from the host. */
function labelled(labels: Labels): string {
  const text = labelText(labels);
  return text === '' ? '' : `, ${l10n.t('labels {0}', plain(text))}`;
}

function load(runner: RunnerOverview): string {
  const running = runningSteps(runner);
  return running === 0 ? '' : l10n.t('{0} running', running);
}

function tooltip(runner: RunnerOverview, uptime: Uptime): string {
  const projects = runner.local
    ? l10n.t('all projects')
    : runner.assignedProjects.map(plain).join(', ') ||
      l10n.t('none. The runner takes no work until it is assigned to a project.');
  const lines = [
    `**${plain(runner.name)}**: ${runner.health}`,
    plain(runner.description),
    l10n.t('Tags: {0}', runner.tags.map((tag) => `\`${tag}\``).join(' ') || l10n.t('none')),
    l10n.t('Projects: {0}', projects),
    ...runner.replicas
      .slice(0, MOST_SHOWN)
      .map(
        (it) =>
          `${l10n.t(
            'Replica {0} on {1}, version {2}, {3} of {4} running',
            `\`${it.id}\``,
            plain(it.hostname),
            it.programVersion,
            it.running,
            it.maxRunning,
          )}${uptime(it)}${labelled(it.labels)}${cannotStart(it) === '' ? '' : `. ${plain(cannotStart(it))}`}`,
      ),
    runner.replicas.length > MOST_SHOWN ? l10n.t('And {0} more', runner.replicas.length - MOST_SHOWN) : '',
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}
