import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickRunner } from '../commands/pick.ts';
import type { Subject } from '../tree/tree-node.ts';
import { type Reach, reachText, replicaChoice, rowsReach } from './pick-reach.ts';

const TITLE = 'Delete Replica';

/** Revokes the replica of the row, all selected ones, or the one the person picks. */
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
    message: `Delete ${reachText(replicas)}?`,
    detail: `Credentials are revoked at once; ${running === 1 ? '1 running operation ends' : `${running} running operations end`} as lost.`,
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
): Promise<readonly Reach[]> {
  const rows = (selected.length > 1 ? selected : [subject]).filter(({ kind }) => kind === 'replica');
  if (rows.length > 0) return rowsReach(context, rows);
  const runner = await pickRunner(context, subject, TITLE);
  if (runner === undefined) return [];
  const reach = await context.prompts.choose<Reach>({
    title: `${TITLE} of ${runner.name}`,
    placeHolder: runner.replicas.length === 0 ? 'It has no replica' : 'Choose a replica',
    choices: runner.replicas.map((replica) => replicaChoice(runner, replica)),
  });
  return reach === undefined ? [] : [reach];
}
