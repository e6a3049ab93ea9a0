import { jobPath } from '../../../job-language/format/job-path.ts';
import type { Command } from '../../commands/command.ts';
import { counted } from '../../model/display-text.ts';
import { tagsWithoutRunner } from '../../model/tag-uses.ts';
import { createRunner } from '../../runners/install/create-runner.ts';
import { tagJobs } from './tag-jobs.ts';

/** Lists the tags that jobs require but no runner has, and offers to change the jobs or to create a runner. */
export const reviewTagsWithoutRunner: Command = async (context, _subject, selected) => {
  const orphans = tagsWithoutRunner(context.model());
  if (orphans.length === 0) {
    await context.prompts.inform('Every tag of a job is on at least one runner.');
    return;
  }
  const tag = await context.prompts.choose({
    title: 'Tags without a Runner',
    placeHolder: 'Jobs cannot run until a runner carries these tags',
    choices: orphans.map((use) => ({
      label: use.tag,
      description: counted(use.jobs.length, 'job'),
      value: use,
    })),
  });
  if (tag === undefined) return;
  const act = await context.prompts.choose<'tag' | 'create'>({
    title: `Tag ${tag.tag}`,
    placeHolder: tag.jobs.map(jobPath).join(', '),
    choices: [
      { label: 'Change the Tags of These Jobs…', value: 'tag' },
      { label: 'Create a Runner with This Tag…', value: 'create' },
    ],
  });
  if (act === 'create') await createRunner(context, { kind: 'tag', tag: tag.tag }, selected);
  if (act !== 'tag') return;
  const chosen = await context.prompts.chooseSeveral({
    title: `Jobs with tag ${tag.tag}`,
    placeHolder: 'Choose the jobs to change',
    choices: tag.jobs.map((job) => ({
      label: jobPath(job),
      description: job.project,
      picked: true,
      value: job,
    })),
  });
  if (chosen !== undefined && chosen.length > 0) await tagJobs(context, chosen);
};
