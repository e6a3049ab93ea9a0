import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { pinnedContext } from '../command-registry/pinned-context.ts';
import { askForTrust } from '../command-registry/run-command.ts';
import type { CommandContext } from '../commands/command.ts';
import { chosenKey } from '../connection/connection-state.ts';
import { settleUnsavedChanges } from '../jobs/editor/unsaved-changes.ts';
import { startRun } from '../jobs/run-form/start-run.ts';
import { RememberedRuns } from '../jobs/run-panel/remembered-runs.ts';
import type { RunFormNeeds } from '../jobs/run-panel/run-form-session.ts';

/** Returns the services of the forms of jobs. A run requires a trusted workspace. */
export function runFormNeeds(
  { workspaceState }: vscode.ExtensionContext,
  context: () => CommandContext,
): Pick<RunFormNeeds, 'remembered' | 'coordinator' | 'chooseFile' | 'start'> {
  return {
    remembered: new RememberedRuns(workspaceState),
    coordinator: () => chosenKey(context().connection.state),
    chooseFile: async (title) => {
      const { prompts, editor } = context();
      const uri = await prompts.openFile({ title, label: l10n.t('Select') });
      return uri === undefined ? undefined : { uri, ...(await editor.fileInfo(uri)) };
    },
    start: async (job, answers, place) => {
      if (!vscode.workspace.isTrusted) {
        await askForTrust(context());
        return undefined;
      }
      const pinned = pinnedContext(context());
      return (await settleUnsavedChanges(pinned, job)) ? startRun(pinned, job, answers, place) : undefined;
    },
  };
}
