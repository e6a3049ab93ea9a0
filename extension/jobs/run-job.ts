import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import type { JobOverview } from '../../protocol/routes/shapes/job-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickJob } from '../commands/pick.ts';
import { selectorText } from '../model/display-text.ts';
import { askFilter } from '../nodes/ask-filter.ts';
import { nodeNames } from '../nodes/list-nodes.ts';
import { runUnsaved } from './draft/run-draft.ts';
import { textToRun } from './editor/unsaved-changes.ts';
import { askForRun } from './run-form/form-of-job.ts';
import { startRun } from './run-form/start-run.ts';

/** Asks for the options, nodes and runners of a job, runs it and shows its output. */
export const runJob: Command = async (context, subject) => {
  const job = await pickJob(context, subject, l10n.t('Run Job'));
  if (job !== undefined) await runWith(context, job, {});
};

/** Opens the form with all options of a job as a panel. */
export const runJobWithForm: Command = async (context, subject) => {
  const job = await pickJob(context, subject, l10n.t('Run Job with Form'));
  if (job !== undefined) context.editor.openRunForm(job.id);
};

/**
 * Asks for the options of a run, and runs the job. Asks first whether to save unsaved changes or to run them as a draft.
 *
 * @param before initial values of options, such as those of a previous run
 * @param more a node filter that the user has already chosen
 */
export async function runWith(
  context: CommandContext,
  job: JobOverview,
  before: Readonly<Record<string, string>>,
  more: { readonly filter?: string } = {},
): Promise<void> {
  const toRun = await textToRun(context, job);
  if (toRun === undefined) return;
  if (toRun.kind === 'draft') {
    await runUnsaved(context, job, toRun.document, { ...more, before });
    return;
  }
  const client = clientOf(context);
  const { nodes, ...asked } = await client.getJobOptions({ params: { job: job.id } });
  const form = await askForRun(context, l10n.t('Run {0}', jobPath(job)), {
    ...asked,
    ...(nodes === undefined || more.filter !== undefined ? {} : { nodes }),
    job: job.id,
    project: job.project,
    runnersOfJob: selectorText(job),
    before,
  });
  if (form === undefined) return;
  await startRun(context, job, form, { ...more, ...form.where });
}

/** Runs a job on the nodes of a saved or typed filter, instead of the job's own filter. */
export const runJobOnNodes: Command = async (context, subject) => {
  const title = l10n.t('Run Job on Nodes');
  const job = await pickJob(context, subject, title);
  if (job === undefined) return;
  const question = {
    title: `${title}: ${jobPath(job)}`,
    project: job.project,
    empty: l10n.t('the nodes of the job'),
  };
  const filter = await askFilter(context, question);
  if (filter === undefined) return;
  if (filter !== '') {
    const names = await nodeNames(clientOf(context), job.project, filter);
    if (names.length === 0) {
      await context.prompts.warn(l10n.t('The filter "{0}" selects no node in {1}.', filter, job.project));
      return;
    }
  }
  await runWith(context, job, {}, filter === '' ? {} : { filter });
};
