import { ReplicaId } from '../../protocol/ids.ts';
import type { ReplicaOverview, RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import type { CommandContext } from '../commands/command.ts';
import { pickRunner } from '../commands/pick.ts';
import { counted, shortId } from '../model/display-text.ts';
import type { Choice } from '../prompts/prompts.ts';
import type { Subject } from '../tree/tree-node.ts';

/** All replicas of a runner, or the one that is named. */
export interface Reach {
  readonly runner: RunnerOverview;
  readonly replica?: ReplicaId;
}

/**
 * What a command reaches: the selected runners and replicas, the row's, or what the person picks, who is asked which
 * replica where there are several. Empty: given up, or gone meanwhile.
 */
export async function pickReach(
  context: CommandContext,
  subject: Subject,
  selected: readonly Subject[],
  title: string,
): Promise<readonly Reach[]> {
  if (selected.length > 1) return rowsReach(context, selected);
  if (subject.kind === 'runner' || subject.kind === 'replica') return rowsReach(context, [subject]);
  const runner = await pickRunner(context, subject, title);
  if (runner === undefined) return [];
  if (runner.replicas.length < 2) return [{ runner }];
  const reach = await context.prompts.choose<Reach>({
    title: `${title}: ${runner.name}`,
    placeHolder: 'All of its replicas, or one',
    choices: [
      { label: `All ${runner.replicas.length} Replicas`, value: { runner } },
      ...runner.replicas.map((replica) => replicaChoice(runner, replica)),
    ],
  });
  return reach === undefined ? [] : [reach];
}

/** What rows stand for; a replica whose runner is among them is reached already. */
export function rowsReach({ model }: CommandContext, rows: readonly Subject[]): readonly Reach[] {
  const whole = new Set(rows.flatMap((row) => (row.kind === 'runner' ? row.runnerId : [])));
  const find = (id: string) => model().runners.find((it) => !it.local && it.id === id);
  const runners = [...whole].flatMap((id) => find(id) ?? []).map((runner): Reach => ({ runner }));
  const replicas = rows.flatMap((row): Reach[] => {
    if (row.kind !== 'replica' || whole.has(row.runnerId)) return [];
    const runner = find(row.runnerId);
    return runner === undefined ? [] : [{ runner, replica: ReplicaId.parse(row.replicaId) }];
  });
  return [...runners, ...replicas];
}

/** `every replica of runner "edge"`, `replica 1111aaaa of runner "edge"`, `2 runners and 1 replica`. */
export function reachText(reach: readonly Reach[]): string {
  const [first] = reach;
  if (first !== undefined && reach.length === 1) {
    const { replica, runner } = first;
    return `${replica === undefined ? 'every replica' : `replica ${shortId(replica)}`} of runner "${runner.name}"`;
  }
  const replicas = reach.filter(({ replica }) => replica !== undefined).length;
  const counts = [
    ...(replicas === reach.length ? [] : [counted(reach.length - replicas, 'runner')]),
    ...(replicas === 0 ? [] : [counted(replicas, 'replica')]),
  ];
  return counts.join(' and ');
}

/** A replica as it is chosen. */
export function replicaChoice(
  runner: RunnerOverview,
  { id, hostname, health, running }: ReplicaOverview,
): Choice<Reach> {
  return {
    label: hostname,
    description: `${health} · ${shortId(id)} · ${running} running`,
    value: { runner, replica: id },
  };
}
