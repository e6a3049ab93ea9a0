import type { Command } from '../commands/command.ts';
import { pickExecution } from '../commands/pick.ts';

/** Opens the output of an execution in a terminal. */
export const openOutput: Command = async (context, subject) => {
  const execution = await pickExecution(context, subject, 'Open Output', () => true);
  if (execution !== undefined) context.editor.openOutput(execution.id, { reveal: true, startedHere: false });
};
