import type { ExecutionId } from '../../protocol/ids.ts';
import { type CommandContext, checkCoordinator, type OutputOptions } from './command.ts';

/**
 * Shows the output of an execution that a command started. Throws `coordinator-switched` if the window has had another
 * coordinator since the command began, because the same id identifies another execution there.
 */
export function showStarted(
  context: CommandContext,
  execution: ExecutionId,
  names: Pick<OutputOptions, 'job' | 'name'>,
): void {
  checkCoordinator(context);
  const { editor } = context;
  editor.openOutput(execution, { reveal: editor.revealsOutput, startedHere: true, ...names });
}
