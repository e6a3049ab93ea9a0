import { type Command, clientOf } from '../../commands/command.ts';
import { pickRunner } from '../../commands/pick.ts';
import { showInstallCommand } from './show-install-command.ts';

/** Shows the command that installs another replica of a runner. */
export const addReplica: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, 'Add Replica');
  if (runner === undefined) return;
  const { token } = await clientOf(context).addReplica({ params: { runner: runner.id } });
  const { name, installationType, replicaType } = runner;
  await showInstallCommand(context, { name, token, happened: 'added', installationType, replicaType });
};
