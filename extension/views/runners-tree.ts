import type { ReplicaOverview, RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { ITEM_KINDS } from '../ids/item-kinds.ts';
import type { Model } from '../model/model.ts';
import { healthIcon } from './status-icons.ts';
import type { TreeNode } from './tree-node.ts';
import { counted, plain, shortId } from './words.ts';

/** The Runners view: the Local Runner first, then the created ones; replicas below, where there are several. */
export function runnersTree(model: Model): readonly TreeNode[] {
  return model.runners.toSorted((a, b) => Number(b.local) - Number(a.local)).map(runnerNode);
}

function runnerNode(runner: RunnerOverview): TreeNode {
  const several = runner.replicas.length > 1;
  const details = [runner.health, runner.tags.join(' '), load(runner)].filter((text) => text !== '');
  return {
    id: `runner:${runner.id}`,
    label: runner.name,
    description: details.join(' · '),
    tooltip: tooltip(runner),
    icon: healthIcon(runner.health),
    kinds: [runner.local ? ITEM_KINDS.localRunner : ITEM_KINDS.runner],
    accessibleLabel: `${runner.name}, ${runner.health}, ${counted(runner.tags.length, 'tag')}: ${runner.tags.join(', ')}`,
    ...(several ? { children: runner.replicas.map(replicaNode) } : {}),
    subject: { kind: 'runner', runnerId: runner.id },
  };
}

function replicaNode(replica: ReplicaOverview): TreeNode {
  return {
    id: `replica:${replica.id}`,
    label: replica.hostname,
    description: `${replica.health} · ${shortId(replica.id)} · ${replica.running} of ${replica.maxRunning} running`,
    tooltip: `Replica \`${replica.id}\` on ${plain(replica.hostname)} (${replica.platform} ${replica.architecture}), version ${replica.programVersion}, user ${plain(replica.user)}`,
    icon: healthIcon(replica.health),
    kinds: [ITEM_KINDS.replica],
    accessibleLabel: `Replica on ${replica.hostname}, ${replica.health}, ${replica.running} running`,
    subject: { kind: 'runner', runnerId: replica.runnerId },
  };
}

function load(runner: RunnerOverview): string {
  const running = runner.replicas.reduce((sum, replica) => sum + replica.running, 0);
  return running === 0 ? '' : `${running} running`;
}

function tooltip(runner: RunnerOverview): string {
  const projects = runner.local
    ? 'all projects'
    : runner.assignedProjects.map(plain).join(', ') || 'no project';
  const lines = [
    `**${plain(runner.name)}**: ${runner.health}`,
    plain(runner.description),
    `Tags: ${runner.tags.map((tag) => `\`${tag}\``).join(' ') || 'none'}`,
    `Projects: ${projects}`,
    ...runner.replicas.map(
      (it) =>
        `Replica \`${it.id}\` on ${plain(it.hostname)}, version ${it.programVersion}, ${it.running} of ${it.maxRunning} running`,
    ),
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}
