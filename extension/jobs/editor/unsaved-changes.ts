import * as l10n from '@vscode/l10n';
import { jobPath } from '../../../job-language/format/job-path.ts';
import type { JobOverview } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { CommandContext, OpenDocument } from '../../commands/command.ts';

/** The text to run: the stored one, or the unsaved one as a draft. */
export type TextToRun =
  | { readonly kind: 'stored' }
  | { readonly kind: 'draft'; readonly document: OpenDocument };

const STORED: TextToRun = { kind: 'stored' };

/**
 * Asks what to run if a job has unsaved changes: the changes, saved or as a draft, or the stored text. Undefined if the
 * user cancels. If the changes have errors, shows the first one instead.
 */
export async function textToRun(context: CommandContext, job: JobOverview): Promise<TextToRun | undefined> {
  const document = context.editor.unsavedJob(job);
  if (document === undefined) return STORED;
  const detail = l10n.t(
    'Save them before the run, run them once as a draft, or run the saved version of the job.',
  );
  const answer = await decideOnChanges(context, job, document, { detail, draft: l10n.t('Run as Draft') });
  if (answer === undefined) return undefined;
  return answer === 'draft' ? { kind: 'draft', document } : STORED;
}

/** Like {@link textToRun}, without drafts: returns whether to run the stored job. */
export async function settleUnsavedChanges(context: CommandContext, job: JobOverview): Promise<boolean> {
  const document = context.editor.unsavedJob(job);
  if (document === undefined) return true;
  const detail = l10n.t('Save them before the run, or run the saved version of the job.');
  return (await decideOnChanges(context, job, document, { detail })) === 'stored';
}

/** Asks what to run, or shows the first error. `draft` is the label of the button for a draft; absent: no button. */
async function decideOnChanges(
  context: CommandContext,
  job: JobOverview,
  document: OpenDocument,
  { detail, draft }: { readonly detail: string; readonly draft?: string },
): Promise<TextToRun['kind'] | undefined> {
  const { editor, prompts } = context;
  const name = jobPath(job);
  const messageOf = (at: number, problem: string) =>
    l10n.t('Job "{0}" was not run. Correct line {1}: {2}', name, at, problem);
  if (await hasShownError(context, document, messageOf)) return undefined;
  const save = l10n.t('Save and Run');
  const run = l10n.t('Run Saved Version');
  const message = l10n.t('Job "{0}" has unsaved changes.', name);
  const buttons = draft === undefined ? [save, run] : [save, draft, run];
  const answer = await prompts.decide({ message, detail }, ...buttons);
  if (answer === save) return (await editor.saveDocument(document.uri)) ? 'stored' : undefined;
  if (answer === run) return 'stored';
  return answer === undefined ? undefined : 'draft';
}

/**
 * Selects the first error of a document in its editor and reports it. Returns false if there is none.
 *
 * @param messageOf returns the message for a problem. Lines count from 1
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
