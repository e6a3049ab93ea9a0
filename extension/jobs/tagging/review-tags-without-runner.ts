import * as l10n from '@vscode/l10n';
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
    await context.prompts.inform(l10n.t('Every tag of a job is on at least one runner.'));
    return;
  }
  const tag = await context.prompts.choose({
    title: l10n.t('Tags without a Runner'),
    placeHolder: l10n.t('Jobs with these tags cannot run until a runner has them'),
    choices: orphans.map((use) => ({
      label: use.tag,
      description: counted(use.jobs.length, 'job'),
      value: use,
    })),
  });
  if (tag === undefined) return;
  const act = await context.prompts.choose<'tag' | 'create'>({
    title: l10n.t('Tag {0}', tag.tag),
    placeHolder: tag.jobs.map(jobPath).join(', '),
    choices: [
      { label: l10n.t('Change the Tags of These Jobs…'), value: 'tag' },
      { label: l10n.t('Create a Runner with This Tag…'), value: 'create' },
    ],
  });
  if (act === 'create') await createRunner(context, { kind: 'tag', tag: tag.tag }, selected);
  if (act !== 'tag') return;
  const chosen = await context.prompts.chooseSeveral({
    title: l10n.t('Jobs with tag {0}', tag.tag),
    placeHolder: l10n.t('Choose the jobs to change'),
    choices: tag.jobs.map((job) => ({
      label: jobPath(job),
      description: job.project,
      picked: true,
      value: job,
    })),
  });
  if (chosen !== undefined && chosen.length > 0) await tagJobs(context, chosen);
};
