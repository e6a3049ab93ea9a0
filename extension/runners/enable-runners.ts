import { type Command, clientOf } from '../commands/command.ts';

/** Switches created runners on for the whole system. */
export const enableRunners: Command = async (context) => {
  await clientOf(context).updateSettings({ body: { runners: { enabled: true } } });
};
