import { type Command, clientOf } from '../commands/command.ts';

/** Switches created runners on. */
export const enableRunners: Command = async (context) => {
  await clientOf(context).updateSettings({ body: { runners: { enabled: true } } });
};
