import { jobPath } from '../../job-language/format/job-path.ts';
import type { JobOverview, JobRevision } from '../../protocol/routes/shapes/job-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { pickJob } from '../commands/pick.ts';
import { revisionText } from './revision-text.ts';

/** Compares a revision of a job with the stored text in a diff editor. */
export const showJobRevisions: Command = async (context, subject) => {
  const job = await pickJob(context, subject, 'Show Job Revisions');
  if (job === undefined) return;
  const title = `Revisions of ${jobPath(job)}`;
  const revision = await pickRevision(
    context,
    job,
    title,
    'Choose a revision to compare with the stored text',
  );
  if (revision === undefined) return;
  const client = clientOf(context);
  const params = { job: job.id };
  const [earlier, stored] = await Promise.all([
    client.getJobRevision({ params: { ...params, revision: revision.revision } }),
    client.getJobText({ params }),
  ]);
  await context.editor.showDifference(
    { name: `Revision ${revision.revision} ${job.name}.yaml`, text: earlier.text },
    { name: `Stored ${job.name}.yaml`, text: stored.text },
  );
};

/** Saves the text of an earlier revision of a job as a new revision, after a confirmation. */
export const revertJob: Command = async (context, subject) => {
  const job = await pickJob(context, subject, 'Revert Job to Revision');
  if (job === undefined) return;
  const { prompts, editor } = context;
  const title = `Revert ${jobPath(job)} to Revision`;
  const revision = await pickRevision(context, job, title, 'Choose the revision to restore');
  if (revision === undefined) return;
  const unsaved = editor.unsavedJob(job) === undefined ? '' : ' The open editor keeps its unsaved changes.';
  const sure = await prompts.confirm({
    message: `Revert job "${jobPath(job)}" to revision ${revision.revision}?`,
    detail: `Restores revision ${revision.revision} (${revisionText(revision, Date.now())}). The current text stays in the revisions of the job.${unsaved}`,
    verb: 'Revert',
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
      label: `Revision ${revision.revision}`,
      description: `${revisionText(revision, now)}${index === 0 ? ' · stored text' : ''}`,
      value: revision,
    })),
  });
}
