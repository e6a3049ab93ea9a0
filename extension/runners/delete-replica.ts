import * as l10n from '@vscode/l10n';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickRunner } from '../commands/pick.ts';
import type { Subject } from '../tree/tree-node.ts';
import { type RunnerTarget, replicaChoice, targetsOfRows, targetsText } from './pick-targets.ts';

const commandTitle = () => l10n.t('Delete Replica');

/** Deletes the selected replicas, or asks for one. */
export const deleteReplica: Command = async (context, subject, selected) => {
  const chosen = await replicasOf(context, subject, selected);
  const replicas = chosen.flatMap(({ runner, replica }) =>
    replica === undefined ? [] : [{ runner, replica }],
  );
  if (replicas.length === 0) return;
  const running = replicas.reduce((sum, { runner, replica }) => {
    const found = runner.replicas.find(({ id }) => id === replica);
    return sum + (found?.running ?? 0);
  }, 0);
  const sure = await context.prompts.confirm({
    message: l10n.t('Delete {0}?', targetsText(replicas)),
    detail:
      running === 1
        ? l10n.t('Credentials are revoked at once. 1 running operation is recorded as lost.')
        : l10n.t('Credentials are revoked at once. {0} running operations are recorded as lost.', running),
    verb: l10n.t('Delete'),
  });
  if (!sure) return;
  const client = clientOf(context);
  for (const { runner, replica } of replicas) {
    await client.deleteReplica({ params: { runner: runner.id, replica } });
  }
};

async function replicasOf(
  context: CommandContext,
  subject: Subject,
  selected: readonly Subject[],
): Promise<readonly RunnerTarget[]> {
  const rows = (selected.length > 1 ? selected : [subject]).filter(({ kind }) => kind === 'replica');
  if (rows.length > 0) return targetsOfRows(context, rows);
  const runner = await pickRunner(context, subject, commandTitle());
  if (runner === undefined) return [];
  const target = await context.prompts.choose<RunnerTarget>({
    title: l10n.t('Delete Replica of {0}', runner.name),
    placeHolder:
      runner.replicas.length === 0 ? l10n.t('The runner has no replicas') : l10n.t('Choose a replica'),
    choices: runner.replicas.map((replica) => replicaChoice(runner, replica)),
  });
  return target === undefined ? [] : [target];
}
