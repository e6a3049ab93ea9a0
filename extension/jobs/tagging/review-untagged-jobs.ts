import { jobPath } from '../../../protocol/job/job-path.ts';
import type { Command } from '../../commands/command.ts';
import { untaggedJobs } from '../../model/tag-uses.ts';
import { tagJobs } from './tag-jobs.ts';

/** Lists the jobs that say nothing about where they run, and tags those that are chosen. */
export const reviewUntaggedJobs: Command = async (context) => {
  const jobs = untaggedJobs(context.model());
  if (jobs.length === 0) {
    await context.prompts.inform('Every job says where it runs.');
    return;
  }
  const chosen = await context.prompts.chooseSeveral({
    title: 'Untagged Jobs',
    placeHolder: 'They run on the Local Runner. Choose those to tag',
    choices: jobs.map((job) => ({ label: jobPath(job), description: job.project, value: job })),
  });
  if (chosen !== undefined && chosen.length > 0) await tagJobs(context, chosen);
};
