import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickRunner } from '../commands/pick.ts';
import type { Subject } from '../tree/tree-node.ts';
import { type RunnerTarget, replicaChoice, targetsOfRows, targetsText } from './pick-targets.ts';

const TITLE = 'Delete Replica';

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
    message: `Delete ${targetsText(replicas)}?`,
    detail: `Credentials are revoked at once. ${running === 1 ? '1 running operation ends' : `${running} running operations end`} as lost.`,
    verb: 'Delete',
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
  const runner = await pickRunner(context, subject, TITLE);
  if (runner === undefined) return [];
  const target = await context.prompts.choose<RunnerTarget>({
    title: `${TITLE} of ${runner.name}`,
    placeHolder: runner.replicas.length === 0 ? 'The runner has no replicas' : 'Choose a replica',
    choices: runner.replicas.map((replica) => replicaChoice(runner, replica)),
  });
  return target === undefined ? [] : [target];
}
