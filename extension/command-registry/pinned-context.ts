import type { CommandContext } from '../commands/command.ts';
import { type CoordinatorCheck, pinClient, pinCoordinator } from '../connection/pin-client.ts';
import { pinPrompts } from '../prompts/pinned-prompts.ts';

/**
 * Returns a context for one command. Once the window has another coordinator, the context returns no client and accepts
 * no answers to questions, but throws `coordinator-switched`.
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
