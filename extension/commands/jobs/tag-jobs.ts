import { Tag } from '../../../protocol/ids.ts';
import type { JobOverview, JobSelector } from '../../../protocol/routes/shapes/job-shapes.ts';
import { tagUses } from '../../model/tag-uses.ts';
import { counted, fullName } from '../../views/words.ts';
import { type CommandContext, clientOf } from '../command.ts';
import { tagsProblem, tagsTyped } from '../inputs.ts';

/** Asks where several jobs run, and sets it in all of them; nothing else of their texts changes. */
export async function tagJobs(context: CommandContext, jobs: readonly JobOverview[]): Promise<void> {
  const title =
    jobs.length === 1 && jobs[0] !== undefined
      ? `Tags of ${fullName(jobs[0])}`
      : `Tags of ${jobs.length} Jobs`;
  const selector = await askSelector(context, title);
  if (selector === undefined) return;
  const result = await clientOf(context).setJobSelectors({
    body: { jobs: jobs.map((job) => ({ id: job.id, revision: job.revision })), selector },
  });
  const [failed] = result.failed;
  if (failed === undefined) return;
  await context.prompts.error(`${counted(result.failed.length, 'job')} not changed. ${failed.message}`);
}

async function askSelector(
  { model, prompts }: CommandContext,
  title: string,
): Promise<JobSelector | undefined> {
  const uses = tagUses(model());
  const where = await prompts.choose<'local' | 'all' | 'any'>({
    title,
    placeHolder: 'Where they run',
    choices: [
      { label: 'Runners that carry all of some tags', value: 'all' },
      { label: 'Runners that carry any of some tags', value: 'any' },
      { label: 'Local Runner', value: 'local' },
    ],
  });
  if (where === undefined) return undefined;
  if (where === 'local') return { mode: 'LOCAL' };
  const typed = await prompts.text({
    title,
    prompt: `Tags, separated by commas. Known: ${uses.map((use) => use.tag).join(', ')}`,
    validate: (input) => (tagsTyped(input).length === 0 ? 'At least one tag' : tagsProblem(input)),
  });
  if (typed === undefined) return undefined;
  return { mode: 'TAGS', match: where, tags: tagsTyped(typed).map((tag) => Tag.parse(tag)) };
}
