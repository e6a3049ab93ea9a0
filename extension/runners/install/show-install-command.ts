import * as l10n from '@vscode/l10n';
import { composeCommand, installCommand, startCommand } from '../../../protocol/install/install-command.ts';
import { installSource } from '../../../protocol/install/install-source.ts';
import { type CommandContext, clientOf } from '../../commands/command.ts';
import { shareCoordinator } from '../../connection/commands/share-coordinator.ts';
import type { Installation } from './ask-installation.ts';
import { installGuide } from './install-guide.ts';

const HAPPENED = {
  created: (name: string) => l10n.t('Runner "{0}" created.', name),
  regenerated: (name: string) => l10n.t('Runner "{0}" has new credentials.', name),
  added: (name: string) => l10n.t('Another replica can now be added to runner "{0}".', name),
} as const;

export interface NewCredentials extends Installation {
  readonly name: string;
  /** The one-time token, or the enrollment key of ephemeral replicas. */
  readonly token: string;
  /** A warning about the token in the command. */
  readonly warning?: string | undefined;
  readonly happened: keyof typeof HAPPENED;
}

/**
 * Shows the command that installs a runner, and offers to copy it. The command contains a token that cannot be shown
 * again. For an embedded coordinator that is not shared, also shows a command that uses the extension's programs, and
 * offers to run that command in a terminal.
 */
export async function showInstallCommand(context: CommandContext, runner: NewCredentials): Promise<void> {
  const { connection, editor, embedded, prompts } = context;
  const share = await clientOf(context).getShare();
  const { state } = connection;
  const ownMachine =
    share.reach === 'this-machine' && state.kind === 'connected' && state.target.kind === 'embedded';
  const subject = { ...installSource(share), ...runner, runnerName: runner.name };
  const shell = process.platform === 'win32' ? 'powershell' : 'posix';
  const here = ownMachine ? startCommand(subject, await embedded.localProgram(), shell) : undefined;
  const command = installCommand(subject);
  const { installationType, replicaType } = runner;
  await editor.showText(
    `${l10n.t('Install {0}', runner.name)}.md`,
    installGuide({
      runnerName: runner.name,
      url: share.url,
      reach: share.reach,
      here,
      command,
      installationType,
      replicaType,
      warning: runner.warning,
      compose: installationType === 'docker' ? composeCommand(subject) : undefined,
    }),
  );
  const what = HAPPENED[runner.happened](runner.name);
  const start = l10n.t('Run in Terminal');
  const copy = l10n.t('Copy Install Command');
  const shareIt = l10n.t('Share Coordinator…');
  const pressed = await (share.reach === 'this-machine'
    ? prompts.inform(
        `${what} ${l10n.t('Its install command works only on this machine until you share the coordinator.')}`,
        ...(here === undefined ? [] : [start]),
        copy,
        shareIt,
      )
    : prompts.inform(
        `${what} ${
          replicaType === 'ephemeral'
            ? l10n.t('Run its install command in the closed network.')
            : l10n.t('Run its install command in the closed network within an hour.')
        }`,
        copy,
      ));
  if (pressed === start && here !== undefined) editor.runInTerminal(runner.name, here);
  if (pressed === copy) await editor.copy(here ?? command);
  if (pressed === shareIt) await shareCoordinator(context, { kind: 'none' }, []);
}
