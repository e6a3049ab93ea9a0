import { pingRunner as askForSign } from '../../../protocol/client/ping-runner.ts';
import { ReplicaId } from '../../../protocol/ids.ts';
import { type Command, clientOf } from '../command.ts';
import { pickRunner } from '../pick.ts';

export const pingRunner: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, 'Ping Runner');
  if (runner === undefined) return;
  const replica = subject.kind === 'replica' ? ReplicaId.parse(subject.replicaId) : undefined;
  const result = await askForSign(clientOf(context), runner.id, replica);
  const message = `${runner.name}: ${result.message}`;
  await (result.iserror ? context.prompts.warn(message) : context.prompts.inform(message));
};
