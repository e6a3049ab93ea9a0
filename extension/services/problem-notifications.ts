import type { ExecutionId } from '../../protocol/ids.ts';
import { runAction, runCommand } from '../command-registry/run-command.ts';
import type { Command, CommandContext } from '../commands/command.ts';
import { pinCoordinator } from '../connection/pin-client.ts';
import { COMMANDS } from '../ids/commands.ts';
import { offerToShow } from '../problems/offer-to-show.ts';
import type { ProblemNotification } from '../problems/problem-watch.ts';
import { disableProblemNotifications } from './user-settings.ts';

/** Reveals rows in the views. */
export interface RowReveal {
  readonly execution: (execution: ExecutionId) => Promise<void>;
  readonly runner: (runnerId: string) => Promise<void>;
}

/**
 * Shows a notification of a problem. Its buttons are refused once the window has another coordinator, on which the ids
 * name other objects.
 */
export async function notifyOfProblem(
  context: CommandContext,
  notification: ProblemNotification,
  reveal: RowReveal,
): Promise<void> {
  const check = pinCoordinator(context.connection);
  const act = (action: Command) => runAction(context, action, { kind: 'none' }, [], check);
  await offerToShow(context.prompts, notification, {
    showFailure: (executionId) =>
      runCommand(context, COMMANDS.goToFirstError, { kind: 'execution', executionId }, [], check),
    showExecution: (execution) => act(() => reveal.execution(execution)),
    showRunner: (runnerId) => act(() => reveal.runner(runnerId)),
    disable: disableProblemNotifications,
  });
}
