import * as l10n from '@vscode/l10n';
import type { Command } from '../commands/command.ts';
import { pickRunner } from '../commands/pick.ts';
import { VIEWS } from '../ids/views.ts';

/** Shows the Overview, even if its view is collapsed. */
export const showOverview: Command = async ({ editor }) => editor.focusView(VIEWS.overview);

/** Selects a runner in the Runners view. */
export const showRunner: Command = async (context, subject) => {
  const runner =
    subject.kind === 'runner'
      ? subject.runnerId
      : (await pickRunner(context, subject, l10n.t('Show Runner')))?.id;
  if (runner !== undefined) await context.editor.revealRunner(runner);
};
