import * as l10n from '@vscode/l10n';
import { jobPath } from '../../../job-language/format/job-path.ts';
import type { JobOverview } from '../../../protocol/routes/shapes/job-shapes.ts';
import { type Command, type CommandContext, clientOf, type OpenDocument } from '../../commands/command.ts';
import { showStarted } from '../../commands/show-started.ts';
import { shortExecutionName } from '../../model/display-text.ts';
import { askForOptions } from '../run-form/form-of-job.ts';
import {
  type DocumentCommand,
  type JobInDocument,
  jobInDocument,
  jobOfFile,
  typedOptions,
} from './job-in-document.ts';

const COMMAND: DocumentCommand = {
  title: l10n.t('Run Job as Draft'),
  rejected: (name, line, problem) => l10n.t('"{0}" was not run. Correct line {1}: {2}', name, line, problem),
};

/** Inputs of a run that differ from those of its job. */
export interface DraftInputs {
  /** Initial values of options. */
  readonly before?: Readonly<Record<string, string>>;
  /** Node filter that replaces the job's. */
  readonly filter?: string;
}

/** Runs a job of a job file once, with its text in the editor and without storing it. Shows its output. */
export const runDraft: Command = async (context, subject) => {
  const on = subject.kind === 'none' ? (context.editor.activeJob() ?? subject) : subject;
  if (on.kind === 'job') {
    await runDraftOfStored(context, on.jobId);
    return;
  }
  if (on.kind !== 'document') {
    await context.prompts.inform(l10n.t('Open a job file first.'));
    return;
  }
  const job = await jobOfFile(context, COMMAND, on);
  if (job !== undefined) await startDraft(context, job, {});
};

/** Runs the unsaved text of a stored job once. */
export async function runUnsaved(
  context: CommandContext,
  job: JobOverview,
  document: OpenDocument,
  inputs: DraftInputs,
): Promise<void> {
  const of = { project: job.project, name: jobPath(job), document };
  const found = await jobInDocument(context, COMMAND, of);
  if (found !== undefined) await startDraft(context, found, inputs);
}

async function runDraftOfStored(context: CommandContext, id: string): Promise<void> {
  const job = context.model().jobs.find((it) => it.id === id);
  const unsaved = job && context.editor.unsavedJob(job);
  if (job !== undefined && unsaved !== undefined) await runUnsaved(context, job, unsaved, {});
  else await context.prompts.inform(l10n.t('This job has no unsaved changes. Use “Run Job…” instead.'));
}

/** Asks for the options of a draft, runs it and shows its output. Only stored jobs support file options. */
async function startDraft(
  context: CommandContext,
  { name, project, text, options }: JobInDocument,
  { before = {}, filter }: DraftInputs,
): Promise<void> {
  const asked = typedOptions(options).filter((it) => it.isFile !== true);
  const title = l10n.t('Run {0} as Draft', name);
  const answers = await askForOptions(context, title, { id: '', options: asked }, before);
  if (answers === undefined) return;
  const execution = await clientOf(context).runDraft({
    params: { project },
    body: {
      text,
      format: 'yaml',
      options: answers.values,
      ...(filter === undefined ? {} : { filter }),
    },
  });
  showStarted(context, execution.id, { name: shortExecutionName(execution) });
}
