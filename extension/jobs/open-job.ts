import type { Command } from '../commands/command.ts';
import { pickJob } from '../commands/pick.ts';

/** Opens the YAML of a job. */
export const openJob: Command = async (context, subject) => {
  const job = await pickJob(context, subject, 'Edit Job as YAML');
  if (job !== undefined) await context.editor.openJob(job);
};
