import * as l10n from '@vscode/l10n';
import { type Command, clientOf } from '../commands/command.ts';
import { askModeDelay, showPlannedMode } from './ask-mode-delay.ts';

/** Opens the coordinator's settings as a document. */
export const editSettings: Command = (context) => context.editor.openSettings();

/** Sets the coordinator's execution mode to active or passive, at once or after a delay. */
export const setExecutionMode: Command = async (context) => {
  const { prompts } = context;
  const { isActive } = context.model();
  const title = l10n.t('Set Execution Mode');
  const chosen = await prompts.choose<'active' | 'passive' | 'later'>({
    title,
    placeHolder: isActive ? l10n.t('The coordinator is active') : l10n.t('The coordinator is passive'),
    choices: [
      { label: l10n.t('Active'), detail: activeText(), value: 'active' },
      { label: l10n.t('Passive'), detail: passiveText(), value: 'passive' },
      isActive
        ? { label: l10n.t('Passive Later…'), detail: passiveText(), value: 'later' }
        : { label: l10n.t('Active Later…'), detail: activeText(), value: 'later' },
    ],
  });
  const client = clientOf(context);
  if (chosen === 'active' && !isActive) await client.enableExecutions();
  if (chosen === 'passive' && isActive) await client.disableExecutions();
  if (chosen !== 'later') return;
  const value = await askModeDelay(prompts, title);
  if (value === undefined) return;
  const body = { value };
  const answer = isActive
    ? await client.disableExecutionsLater({ body })
    : await client.enableExecutionsLater({ body });
  const what = isActive
    ? l10n.t('The coordinator becomes passive in {0}.', value)
    : l10n.t('The coordinator becomes active in {0}.', value);
  await showPlannedMode(prompts, answer, what);
};

function activeText(): string {
  return l10n.t('The coordinator starts executions, including scheduled ones');
}

function passiveText(): string {
  return l10n.t('The coordinator starts no executions. Running executions continue.');
}

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
