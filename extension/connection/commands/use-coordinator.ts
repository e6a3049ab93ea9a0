import type { CommandContext } from '../../commands/command.ts';
import { type ConnectionTarget, isSameCoordinator } from '../connection-state.ts';

/**
 * Connects this window to a coordinator. Shows an error if the coordinator is unreachable or refuses the connection.
 * Before a switch, closes the editors, panels and terminals of the previous coordinator, because ids of jobs and
 * executions are unique only within one coordinator.
 *
 * @returns false if the user decided to keep an unsaved document, so that the window stays with its coordinator
 */
export async function useCoordinator(
  { connection, editor, prompts, saved }: CommandContext,
  target: ConnectionTarget,
): Promise<boolean> {
  const previous = saved.previous();
  const isOther = previous !== undefined && !isSameCoordinator(previous, target);
  if (isOther && !(await editor.closeCoordinator())) return false;
  const state = await connection.connect(target);
  if (state.kind === 'refused' || state.kind === 'unreachable') await prompts.error(state.problem);
  return true;
}
