import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import type { JobOverview, JobRevision } from '../../protocol/routes/shapes/job-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickJob } from '../commands/pick.ts';
import { revisionText } from './revision-text.ts';

/** Compares an earlier revision of a job with the current one in a diff editor. */
export const showJobRevisions: Command = async (context, subject) => {
  const job = await pickJob(context, subject, l10n.t('Show Job Revisions'));
  if (job === undefined) return;
  const title = l10n.t('Revisions of {0}', jobPath(job));
  const revision = await pickRevision(
    context,
    job,
    title,
    l10n.t('Choose a revision to compare with the current one'),
  );
  if (revision === undefined) return;
  const client = clientOf(context);
  const params = { job: job.id };
  const [earlier, stored] = await Promise.all([
    client.getJobRevision({ params: { ...params, revision: revision.revision } }),
    client.getJobText({ params }),
  ]);
  await context.editor.showDifference(
    { name: `${l10n.t('Revision {0}', revision.revision)} ${job.name}.yaml`, text: earlier.text },
    { name: `${l10n.t('Stored {0}', job.name)}.yaml`, text: stored.text },
  );
};

/** Saves the text of an earlier revision of a job as a new revision, after a confirmation. */
export const revertJob: Command = async (context, subject) => {
  const job = await pickJob(context, subject, l10n.t('Revert Job to Revision'));
  if (job === undefined) return;
  const { prompts, editor } = context;
  const title = l10n.t('Revert {0} to Revision', jobPath(job));
  const revision = await pickRevision(context, job, title, l10n.t('Choose the revision to restore'));
  if (revision === undefined) return;
  const restored = l10n.t(
    'Restores revision {0} ({1}). The current text stays in the revisions of the job.',
    revision.revision,
    revisionText(revision, Date.now()),
  );
  const sure = await prompts.confirm({
    message: l10n.t('Revert job "{0}" to revision {1}?', jobPath(job), revision.revision),
    detail:
      editor.unsavedJob(job) === undefined
        ? restored
        : `${restored} ${l10n.t('The open editor keeps its unsaved changes.')}`,
    verb: l10n.t('Revert'),
  });
  if (!sure) return;
  await clientOf(context).revertJob({
    params: { job: job.id },
    body: { to: revision.revision, revision: job.revision },
  });
};

async function pickRevision(
  context: CommandContext,
  job: JobOverview,
  title: string,
  placeHolder: string,
): Promise<JobRevision | undefined> {
  const { revisions } = await clientOf(context).listJobRevisions({ params: { job: job.id } });
  const now = Date.now();
  return context.prompts.choose({
    title,
    placeHolder,
    choices: revisions.map((revision, index) => ({
      label: l10n.t('Revision {0}', revision.revision),
      description: `${revisionText(revision, now)}${index === 0 ? ` · ${l10n.t('current')}` : ''}`,
      value: revision,
    })),
  });
}
