import type { InstallationType } from '../../../protocol/entities/runner.ts';
import { installCommand } from '../../../protocol/install/install-command.ts';
import type { Share } from '../../../protocol/routes/shapes/share-shapes.ts';
import { COMMANDS } from '../../ids/commands.ts';
import { type CommandContext, clientOf } from '../command.ts';
import { installGuide } from './install-guide.ts';

/** Shows the command that installs a runner, and copies it on request. The token in it is shown this once. */
export async function showInstallCommand(
  context: CommandContext,
  runner: { readonly name: string; readonly token: string; readonly installationType: InstallationType },
): Promise<void> {
  const share: Share = await clientOf(context).getShare();
  const fingerprint = share.certificate?.fingerprint;
  const command = installCommand({
    serverUrl: share.url,
    runnerName: runner.name,
    token: runner.token,
    installationType: runner.installationType,
    ...(fingerprint === undefined ? {} : { fingerprint }),
  });
  await context.desk.openText(installGuide({ runnerName: runner.name, command, share }), 'markdown');
  const pressed = await context.prompts.inform(
    share.reach === 'this-machine'
      ? `Runner "${runner.name}" is created. Its install command works on this machine only, until the coordinator is shared (“${COMMANDS.shareCoordinator}”).`
      : `Runner "${runner.name}" is created. Run its install command in the closed network within an hour.`,
    'Copy Install Command',
  );
  if (pressed !== undefined) await context.desk.copy(command);
}
