import * as l10n from '@vscode/l10n';
import { type Command, clientOf } from '../commands/command.ts';

/** Opens the coordinator's settings as a document. */
export const editSettings: Command = (context) => context.editor.openSettings();

/** Sets the coordinator's execution mode to active or passive. */
export const setExecutionMode: Command = async (context) => {
  const { isActive } = context.model();
  const active = await context.prompts.choose<boolean>({
    title: l10n.t('Set Execution Mode'),
    placeHolder: isActive ? l10n.t('The coordinator is active') : l10n.t('The coordinator is passive'),
    choices: [
      {
        label: l10n.t('Active'),
        detail: l10n.t('The coordinator starts executions, including scheduled ones'),
        value: true,
      },
      {
        label: l10n.t('Passive'),
        detail: l10n.t('The coordinator starts no executions. Running executions continue.'),
        value: false,
      },
    ],
  });
  if (active === undefined || active === isActive) return;
  const client = clientOf(context);
  if (active) await client.enableExecutions();
  else await client.disableExecutions();
};

/** Releases the queued operations of a coordinator that was restored from a backup. */
export const releaseQueued: Command = async (context) => {
  const sure = await context.prompts.confirm({
    message: l10n.t('Release queued work?'),
    detail: l10n.t(
      'After a restore from a backup, the coordinator holds back operations that were queued, because they may have run already. Before you release them, stop the executions that must not run again.',
    ),
    verb: l10n.t('Release'),
  });
  if (sure) await clientOf(context).releaseQueued();
};
