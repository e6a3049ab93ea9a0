import { type Command, clientOf } from '../commands/command.ts';

/** Switches created runners off. They finish what they hold; the Local Runner is not concerned. */
export const disableRunners: Command = async (context) => {
  const disable = await context.prompts.confirm({
    message: 'Disable runners for the whole system?',
    detail: 'Created runners take no new work until they are enabled again, and finish what they hold.',
    verb: 'Disable Runners',
  });
  if (disable) await clientOf(context).updateSettings({ body: { runners: { enabled: false } } });
};
