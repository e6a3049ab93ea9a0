import * as l10n from '@vscode/l10n';
import { enrollmentFor } from '../../../protocol/client/enrollment-for.ts';
import { type Command, clientOf } from '../../commands/command.ts';
import { pickRunner } from '../../commands/pick.ts';
import { showInstallCommand } from './show-install-command.ts';

/** Shows the command that installs another replica of a runner. */
export const addReplica: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, l10n.t('Add Replica'));
  if (runner === undefined) return;
  const { token } = await clientOf(context).addReplica({ params: { runner: runner.id } });
  const { name, installationType, replicaType } = runner;
  await showInstallCommand(context, { name, token, happened: 'added', installationType, replicaType });
};

/** Revokes the credentials of a runner at once, and shows a new install command. */
export const regenerateCredentials: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, l10n.t('Regenerate Runner Credentials'));
  if (runner === undefined) return;
  const regenerate = await context.prompts.confirm({
    message: l10n.t('Regenerate the credentials of runner "{0}"?', runner.name),
    detail: l10n.t('Its replicas are disconnected at once. Install them again with the new command.'),
    verb: l10n.t('Regenerate'),
  });
  if (!regenerate) return;
  const client = clientOf(context);
  const credentials = await client.regenerateCredentials({ params: { runner: runner.id } });
  const { name, installationType, replicaType } = runner;
  const secret = await enrollmentFor(client, { ...credentials, replicaType });
  const how = { installationType, replicaType };
  await showInstallCommand(context, { name, ...secret, happened: 'regenerated', ...how });
};
