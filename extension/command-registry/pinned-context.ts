import type { CommandContext } from '../commands/command.ts';
import { type CoordinatorCheck, pinClient, pinCoordinator } from '../connection/pin-client.ts';
import { pinPrompts } from '../prompts/pinned-prompts.ts';

/**
 * Returns a context for one command: its client, and the answers to its questions, are refused once the window has
 * another coordinator.
 */
export function pinnedContext(
  context: CommandContext,
  check: CoordinatorCheck = pinCoordinator(context.connection),
): CommandContext {
  return {
    ...context,
    pinned: pinClient(context.connection, check),
    prompts: pinPrompts(context.prompts, check),
  };
}
