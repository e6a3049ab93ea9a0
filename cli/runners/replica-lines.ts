import { labelText } from '../../protocol/entities/label-rules.ts';
import type { ReplicaOverview, RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { escapeControls } from '../../support/terminal/escape-controls.ts';
import { uptimeText } from '../../support/time/duration-text.ts';

/** The columns of the replica table. */
export const REPLICA_COLUMNS = {
  ID: (it) => it.id,
  HEALTH: (it) => it.health,
  WORK: workOf,
  RUNNING: (it) => `${it.running}/${it.maxRunning}`,
  HOST: (it) => it.hostname,
  ADDRESS: (it) => it.address ?? '',
  PLATFORM: (it) => `${it.platform} ${it.architecture}`,
  VERSION: (it) => it.programVersion,
  LABELS: (it) => labelText(it.labels),
  PINNED: ({ pinned }) => (pinned === null ? 'no' : 'yes'),
  UP: (it) => (it.uptime === null ? '' : uptimeText(it.uptime)),
  SEEN: (it) => (it.lastSeenAt === null ? 'never' : new Date(it.lastSeenAt).toISOString()),
} as const satisfies Readonly<Record<string, (it: ReplicaOverview) => string>>;

/** Formats a runner and its replicas, one line each. */
export function runnerText(runner: RunnerOverview): string {
  return [
    `${runner.name} (${runner.id}): ${runner.health}\n`,
    runner.description === '' ? '' : `${runner.description}\n`,
    `tags     ${runner.tags.join(', ')}\n`,
    `projects ${runner.local ? 'all' : runner.assignedProjects.join(', ')}\n`,
    ...runner.replicas.map(replicaLine),
  ].join('');
}

function replicaLine(it: ReplicaOverview): string {
  const parts = [
    `${it.id} on ${it.hostname}`,
    it.health,
    `version ${it.programVersion}`,
    it.uptime === null ? '' : `up ${uptimeText(it.uptime)}`,
    `${it.running} of ${it.maxRunning} running`,
    labelText(it.labels),
  ];
  const line = `replica  ${escapeControls(parts.filter((part) => part !== '').join(', '))}\n`;
  if (it.unable === null) return line;
  return `${line}         cannot start steps: ${escapeControls(it.unable.message)}\n`;
}

/** Returns warnings about a replica, to print in addition to its row in a table. */
export function replicaWarnings({ id, unable, copiedAt, versionWarning }: ReplicaOverview): string[] {
  return [
    ...(unable === null ? [] : [`Replica ${id} cannot start steps: ${unable.message}`]),
    ...(copiedAt === null
      ? []
      : [`Replica ${id}: two processes used its credentials; its data dir was copied.`]),
    ...(versionWarning === null ? [] : [`Replica ${id}: ${versionWarning}`]),
  ];
}

function workOf({ paused, draining, unable }: ReplicaOverview): string {
  if (draining) return 'draining';
  if (unable !== null) return 'unable';
  return paused ? 'paused' : 'taken';
}
