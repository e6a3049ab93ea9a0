import type { Command } from '../../commands/command.ts';
import { pickJob } from '../../commands/pick.ts';
import { tagJobs } from './tag-jobs.ts';

/** Opens the tagging editor of a job. Several selected jobs are tagged together with quick picks. */
export const editJobTags: Command = async (context, subject, selected) => {
  const ids = new Set<string>(selected.flatMap((it) => (it.kind === 'job' ? it.jobId : [])));
  if (ids.size > 1) {
    await tagJobs(
      context,
      context.model().jobs.filter((job) => ids.has(job.id)),
    );
    return;
  }
  const job = await pickJob(context, subject, 'Edit Job Tags');
  if (job !== undefined) await context.editor.openTagging(job.id);
};
