import type { ExecutionId } from '../../protocol/ids.ts';
import type { Prompts } from '../prompts/prompts.ts';
import type { ProblemNotification } from './problem-watch.ts';

/** Shows a notification of a problem, with a button that opens the execution's output or reveals the runner. */
export async function offerToShow(
  prompts: Prompts,
  { message, about }: ProblemNotification,
  show: {
    readonly output: (execution: ExecutionId) => void;
    readonly runner: (runnerId: string) => Promise<void>;
  },
): Promise<void> {
  const button = about.kind === 'execution' ? 'Show Output' : 'Show Runner';
  if ((await prompts.warn(message, button)) !== button) return;
  if (about.kind === 'execution') show.output(about.execution);
  else await show.runner(about.runnerId);
}
