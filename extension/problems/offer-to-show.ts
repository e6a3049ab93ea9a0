import * as l10n from '@vscode/l10n';
import type { ExecutionId } from '../../protocol/ids.ts';
import type { Prompts } from '../prompts/prompts.ts';
import type { ProblemNotification } from './problem-watch.ts';

const BUTTONS: Readonly<Record<ProblemNotification['about']['kind'], () => string>> = {
  execution: () => l10n.t('Show Failure'),
  deliveries: () => l10n.t('Show Execution'),
  runner: () => l10n.t('Show Runner'),
};

/**
 * Shows a notification of a problem, with a button that shows the execution or the runner, and one that disables these
 * notifications.
 */
export async function offerToShow(
  prompts: Prompts,
  { message, about }: ProblemNotification,
  act: {
    /** Shows the first error in the output. */
    readonly showFailure: (execution: ExecutionId) => Promise<void>;
    /** Reveals the row of the execution. */
    readonly showExecution: (execution: ExecutionId) => Promise<void>;
    readonly showRunner: (runnerId: string) => Promise<void>;
    readonly disable: () => Promise<void>;
  },
): Promise<void> {
  const button = BUTTONS[about.kind]();
  const neverAgain = l10n.t("Don't Show Again");
  const pressed = await prompts.warn(message, button, neverAgain);
  if (pressed === neverAgain) return act.disable();
  if (pressed !== button) return;
  if (about.kind === 'execution') await act.showFailure(about.execution);
  else if (about.kind === 'deliveries') await act.showExecution(about.execution);
  else await act.showRunner(about.runnerId);
}
