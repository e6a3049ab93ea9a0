import { jobPath } from '../../../job-language/format/job-path.ts';
import type { JobOverview } from '../../../protocol/routes/shapes/job-shapes.ts';
import { type CommandContext, clientOf } from '../../commands/command.ts';
import { counted } from '../../model/display-text.ts';
import { askSelector } from './ask-selector.ts';

/** Asks for a runner selector and sets it in the jobs. The rest of their definitions stays as it is. */
export async function tagJobs(context: CommandContext, jobs: readonly JobOverview[]): Promise<void> {
  const title =
    jobs.length === 1 && jobs[0] !== undefined
      ? `Tags of ${jobPath(jobs[0])}`
      : `Tags of ${jobs.length} Jobs`;
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
  await context.prompts.error(`${counted(result.failed.length, 'job')} not changed. ${failed.message}`);
}
