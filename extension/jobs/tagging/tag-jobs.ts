import * as l10n from '@vscode/l10n';
import { jobPath } from '../../../job-language/format/job-path.ts';
import type { JobOverview } from '../../../protocol/routes/shapes/job-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../../commands/command.ts';
import { pickJob } from '../../commands/pick.ts';
import { untaggedJobs } from '../../model/tag-uses.ts';
import { askSelector } from './ask-selector.ts';

/** Opens the tagging editor of a job. For several selected jobs, asks for their common tags with quick picks. */
export const editJobTags: Command = async (context, subject, selected) => {
  const ids = new Set<string>(selected.flatMap((it) => (it.kind === 'job' ? it.jobId : [])));
  if (ids.size > 1) {
    await tagJobs(
      context,
      context.model().jobs.filter((job) => ids.has(job.id)),
    );
    return;
  }
  const job = await pickJob(context, subject, l10n.t('Edit Job Tags'));
  if (job !== undefined) await context.editor.openTagging(job.id);
};

/** Asks for a runner selector and sets it in the jobs. The rest of their definitions remains unchanged. */
export async function tagJobs(context: CommandContext, jobs: readonly JobOverview[]): Promise<void> {
  const title =
    jobs.length === 1 && jobs[0] !== undefined
      ? l10n.t('Tags of {0}', jobPath(jobs[0]))
      : l10n.t('Tags of {0} Jobs', jobs.length);
  const selector = await askSelector(
    context,
    title,
    jobs.map((job) => job.project),
  );
  if (selector === undefined) return;
  const result = await clientOf(context).setJobSelectors({
    body: { jobs: jobs.map((job) => ({ id: job.id, revision: job.revision })), selector },
  });
  const [failed] = result.failed;
  if (failed === undefined) return;
  const count = result.failed.length;
  await context.prompts.error(
    count === 1
      ? l10n.t('1 job could not be changed. {0}', failed.message)
      : l10n.t('{0} jobs could not be changed. {1}', count, failed.message),
  );
}

/** Lists the jobs without a runner selector, and tags the chosen ones. */
export const reviewUntaggedJobs: Command = async (context) => {
  const jobs = untaggedJobs(context.model());
  if (jobs.length === 0) {
    await context.prompts.inform(l10n.t('Every job has tags or selects the Local Runner.'));
    return;
  }
  const chosen = await context.prompts.chooseSeveral({
    title: l10n.t('Untagged Jobs'),
    placeHolder: l10n.t('Untagged jobs run on the Local Runner. Choose the jobs to tag'),
    choices: jobs.map((job) => ({ label: jobPath(job), description: job.project, value: job })),
  });
  if (chosen !== undefined && chosen.length > 0) await tagJobs(context, chosen);
};
