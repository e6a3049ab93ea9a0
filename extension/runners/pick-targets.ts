import * as l10n from '@vscode/l10n';
import { ReplicaId } from '../../protocol/ids.ts';
import type { ReplicaOverview, RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import type { CommandContext } from '../commands/command.ts';
import { pickRunner } from '../commands/pick.ts';
import { andText, counted, shortId } from '../model/display-text.ts';
import type { PickItem } from '../prompts/prompts.ts';
import type { Subject } from '../tree/tree-node.ts';

/** A target of a command: all replicas of a runner, or one replica. */
export interface RunnerTarget {
  readonly runner: RunnerOverview;
  readonly replica?: ReplicaId;
}

/**
 * Returns the selected runners and replicas, otherwise the target of the row. Without a row, asks for a runner and, if
 * it has several replicas, for one or all of them. Returns no targets if the user cancels, or if the row no longer
 * exists.
 */
export async function pickTargets(
  context: CommandContext,
  subject: Subject,
  selected: readonly Subject[],
  title: string,
): Promise<readonly RunnerTarget[]> {
  if (selected.length > 1) return targetsOfRows(context, selected);
  if (subject.kind === 'runner' || subject.kind === 'replica') return targetsOfRows(context, [subject]);
  const runner = await pickRunner(context, subject, title);
  if (runner === undefined) return [];
  if (runner.replicas.length < 2) return [{ runner }];
  const target = await context.prompts.choose<RunnerTarget>({
    title: `${title}: ${runner.name}`,
    placeHolder: l10n.t('Choose all replicas, or one'),
    choices: [
      { label: l10n.t('All {0} Replicas', runner.replicas.length), value: { runner } },
      ...runner.replicas.map((replica) => replicaChoice(runner, replica)),
    ],
  });
  return target === undefined ? [] : [target];
}

/** Returns the targets of rows. Omits replicas whose runner is among the rows. */
export function targetsOfRows({ model }: CommandContext, rows: readonly Subject[]): readonly RunnerTarget[] {
  const whole = new Set(rows.flatMap((row) => (row.kind === 'runner' ? row.runnerId : [])));
  const find = (id: string) => model().runners.find((it) => !it.local && it.id === id);
  const runners = [...whole].flatMap((id) => find(id) ?? []).map((runner): RunnerTarget => ({ runner }));
  const replicas = rows.flatMap((row): RunnerTarget[] => {
    if (row.kind !== 'replica' || whole.has(row.runnerId)) return [];
    const runner = find(row.runnerId);
    return runner === undefined ? [] : [{ runner, replica: ReplicaId.parse(row.replicaId) }];
  });
  return [...runners, ...replicas];
}

/**
 * Describes targets: `every replica of runner "edge"`, `replica 1111aaaa of runner "edge"`, `2 runners and 1 replica`.
 */
export function targetsText(targets: readonly RunnerTarget[]): string {
  const [first] = targets;
  if (first !== undefined && targets.length === 1) {
    const { replica, runner } = first;
    return replica === undefined
      ? l10n.t('every replica of runner "{0}"', runner.name)
      : l10n.t('replica {0} of runner "{1}"', shortId(replica), runner.name);
  }
  const replicas = targets.filter(({ replica }) => replica !== undefined).length;
  const counts = [
    ...(replicas === targets.length ? [] : [counted(targets.length - replicas, 'runner')]),
    ...(replicas === 0 ? [] : [counted(replicas, 'replica')]),
  ];
  return andText(counts);
}

/** Returns the quick pick item of a replica. */
export function replicaChoice(
  runner: RunnerOverview,
  { id, hostname, health, running }: ReplicaOverview,
): PickItem<RunnerTarget> {
  return {
    label: hostname,
    description: `${health} · ${shortId(id)} · ${l10n.t('{0} running', running)}`,
    value: { runner, replica: id },
  };
}
