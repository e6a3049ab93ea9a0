import { ReplicaId } from '../../../protocol/ids.ts';
import { shortId } from '../../views/words.ts';
import { type Command, clientOf } from '../command.ts';
import { pickRunner } from '../pick.ts';

/** Revokes the replica of the row, or the one the person picks. */
export const deleteReplica: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, 'Delete Replica');
  if (runner === undefined) return;
  const replica =
    subject.kind === 'replica'
      ? ReplicaId.parse(subject.replicaId)
      : await context.prompts.choose({
          title: `Delete Replica of ${runner.name}`,
          placeHolder: runner.replicas.length === 0 ? 'It has no replica' : 'Choose a replica',
          choices: runner.replicas.map(({ id, hostname, health, running }) => ({
            label: hostname,
            description: `${health} · ${shortId(id)} · ${running} running`,
            value: id,
          })),
        });
  if (replica === undefined) return;
  const found = runner.replicas.find(({ id }) => id === replica);
  const sure = await context.prompts.confirm({
    message: `Delete replica ${shortId(replica)} of runner "${runner.name}"?`,
    detail: `Its credentials are revoked at once; ${found?.running ?? 0} running operations end as lost.`,
    verb: 'Delete',
  });
  if (sure) await clientOf(context).deleteReplica({ params: { runner: runner.id, replica } });
};
