import * as l10n from '@vscode/l10n';
import { type Command, clientOf } from '../commands/command.ts';

/** Enables all runners other than the Local Runner. */
export const enableRunners: Command = async (context) => {
  await clientOf(context).updateSettings({ body: { runners: { enabled: true } } });
};

/** Disables all runners other than the Local Runner, after a confirmation. They finish their running operations. */
export const disableRunners: Command = async (context) => {
  const disable = await context.prompts.confirm({
    message: l10n.t('Disable runners for the whole system?'),
    detail: l10n.t(
      'Created runners finish their running operations, and take no new work until you enable them again.',
    ),
    verb: l10n.t('Disable Runners'),
  });
  if (disable) await clientOf(context).updateSettings({ body: { runners: { enabled: false } } });
};
