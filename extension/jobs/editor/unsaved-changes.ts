import * as l10n from '@vscode/l10n';
import { jobPath } from '../../../job-language/format/job-path.ts';
import type { JobOverview } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { CommandContext, OpenDocument } from '../../commands/command.ts';

/**
 * Asks whether to save the unsaved changes of a job before a run. Returns whether to run the job. If the changes have
 * errors, shows the first one instead.
 */
export async function settleUnsavedChanges(context: CommandContext, job: JobOverview): Promise<boolean> {
  const { editor, prompts } = context;
  const unsaved = editor.unsavedJob(job);
  if (unsaved === undefined) return true;
  const name = jobPath(job);
  if (
    await hasShownError(context, unsaved, (at, problem) =>
      l10n.t('Job "{0}" was not run. Correct line {1}: {2}', name, at, problem),
    )
  )
    return false;
  const save = l10n.t('Save and Run');
  const run = l10n.t('Run Saved Version');
  const answer = await prompts.decide(
    {
      message: l10n.t('Job "{0}" has unsaved changes.', name),
      detail: l10n.t('Save them before the run, or run the saved version of the job.'),
    },
    save,
    run,
  );
  if (answer === save) return editor.saveDocument(unsaved.uri);
  return answer === run;
}

/**
 * Selects the first error of a document in its editor and reports it. Returns false if there is none.
 *
 * @param consequence the beginning of the message: the action that the error prevented
 */
export async function hasShownError(
  { editor, prompts }: CommandContext,
  { uri, text }: OpenDocument,
  messageOf: (line: number, problem: string) => string,
): Promise<boolean> {
  const { problemsOfJobs } = await import('../checker/main.ts');
  const first = problemsOfJobs(text).find(({ severity }) => severity === 'error');
  if (first === undefined) return false;
  await editor.revealInDocument(uri, first);
  // The command does not wait for the message to close: the user corrects the text while it is visible.
  void prompts.error(messageOf(first.line, first.message));
  return true;
}
