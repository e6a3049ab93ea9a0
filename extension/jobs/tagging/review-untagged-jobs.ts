import { jobPath } from '../../../job-language/format/job-path.ts';
import type { Command } from '../../commands/command.ts';
import { untaggedJobs } from '../../model/tag-uses.ts';
import { tagJobs } from './tag-jobs.ts';

/** Lists the jobs without a runner selector, and tags the chosen ones. */
export const reviewUntaggedJobs: Command = async (context) => {
  const jobs = untaggedJobs(context.model());
  if (jobs.length === 0) {
    await context.prompts.inform('Every job has tags or names the Local Runner.');
    return;
  }
  const chosen = await context.prompts.chooseSeveral({
    title: 'Untagged Jobs',
    placeHolder: 'Untagged jobs run on the Local Runner. Choose the jobs to tag',
    choices: jobs.map((job) => ({ label: jobPath(job), description: job.project, value: job })),
  });
  if (chosen !== undefined && chosen.length > 0) await tagJobs(context, chosen);
};
