import type { CommandContext } from '../../commands/command.ts';
import { type ConnectionTarget, isSameCoordinator } from '../connection-state.ts';

/**
 * Connects this window to a coordinator, and shows why that failed. First closes the editors, panels and terminals of
 * another coordinator, because ids of jobs and executions identify them only within one coordinator.
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
