import * as l10n from '@vscode/l10n';
import { isHealthy } from '../../../job-language/runner-choice/health.ts';
import { Tag } from '../../../protocol/ids.ts';
import type { JobSelector } from '../../../protocol/routes/shapes/job-shapes.ts';
import type { CommandContext } from '../../commands/command.ts';
import { tagsProblem, tagsTyped } from '../../commands/inputs.ts';
import { andText, healthyText, orText } from '../../model/display-text.ts';
import { type TagCarriers, tagUses } from '../../model/tag-uses.ts';

const ANOTHER = Symbol('another tag');

/** Asks which runners execute jobs of these projects: those with all or any of the chosen tags, or the Local Runner. */
export async function askSelector(
  context: Pick<CommandContext, 'model' | 'prompts'>,
  title: string,
  projects: readonly string[],
): Promise<JobSelector | undefined> {
  const tags = await askTags(context, title, projects);
  if (tags === undefined) return undefined;
  if (tags.length === 0) return { mode: 'LOCAL' };
  if (tags.length === 1) return { mode: 'TAGS', match: 'all', tags: [...tags] };
  const match = await context.prompts.choose<'all' | 'any'>({
    title,
    placeHolder: l10n.t('Choose how many of the tags a runner must have'),
    choices: [
      {
        label: l10n.t('All of These Tags'),
        detail: l10n.t('Runners with {0}', andText(tags)),
        value: 'all',
      },
      {
        label: l10n.t('Any of These Tags'),
        detail: l10n.t('Runners with {0}', orText(tags)),
        value: 'any',
      },
    ],
  });
  return match === undefined ? undefined : { mode: 'TAGS', match, tags: [...tags] };
}

async function askTags(
  { model, prompts }: Pick<CommandContext, 'model' | 'prompts'>,
  title: string,
  projects: readonly string[],
): Promise<readonly Tag[] | undefined> {
  const serving = model().runners.filter((runner) =>
    runner.assignedProjects.some((it) => projects.includes(it)),
  );
  const uses = tagUses({ ...model(), runners: serving });
  const picked = await prompts.chooseSeveral<string | typeof ANOTHER>({
    title,
    placeHolder: l10n.t('Choose the tags of the runners, or none for the Local Runner'),
    choices: [
      ...uses.map((use) => ({ label: use.tag, ...describe(use), value: use.tag })),
      { label: l10n.t('Other Tags…'), value: ANOTHER },
    ],
  });
  if (picked === undefined) return undefined;
  const known = picked.filter((it) => typeof it === 'string').map((it) => Tag.parse(it));
  if (!picked.includes(ANOTHER)) return known;
  const typed = await prompts.text({
    title,
    prompt: l10n.t('Tags, separated by commas'),
    validate: (input) =>
      tagsTyped(input).length === 0 ? l10n.t('Enter at least one tag') : tagsProblem(input),
  });
  return typed === undefined
    ? undefined
    : [...new Set([...known, ...tagsTyped(typed).map((it) => Tag.parse(it))])];
}

function describe({ runners }: TagCarriers): { description: string; detail?: string } {
  if (runners.length === 0) return { description: l10n.t('no runner') };
  const healthy = runners.filter((runner) => isHealthy(runner.health));
  const description = healthyText(runners.length, healthy.length);
  return healthy.length === 0
    ? { description }
    : { description, detail: healthy.map((runner) => runner.name).join(', ') };
}
