import { type Command, clientOf } from '../commands/command.ts';

/** Switches created runners on. */
export const enableRunners: Command = async (context) => {
  await clientOf(context).updateSettings({ body: { runners: { enabled: true } } });
};

/** Switches created runners off, after a confirmation. They finish their running operations. The Local Runner stays on. */
export const disableRunners: Command = async (context) => {
  const disable = await context.prompts.confirm({
    message: 'Disable runners for the whole system?',
    detail:
      'Created runners finish their running operations, and take no new work until you enable them again.',
    verb: 'Disable Runners',
  });
  if (disable) await clientOf(context).updateSettings({ body: { runners: { enabled: false } } });
};
