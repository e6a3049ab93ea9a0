import * as l10n from '@vscode/l10n';
import { Tag } from '../../protocol/ids.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../commands/command.ts';
import { required, tagsProblem, tagsTyped } from '../commands/inputs.ts';
import { pickRunners } from '../commands/pick.ts';
import { counted, namesText } from '../model/display-text.ts';

/** Sets the tags of a runner, or adds tags to or removes tags from several selected runners. */
export const editRunnerTags: Command = async (context, subject, selected) => {
  const runners = await pickRunners(context, subject, selected, l10n.t('Edit Runner Tags'));
  const [runner] = runners;
  if (runner === undefined) return;
  if (runners.length > 1) {
    await changeSeveral(context, runners);
    return;
  }
  const tags = await context.prompts.text({
    title: l10n.t('Tags of {0}', runner.name),
    prompt: l10n.t('Tags, separated by commas'),
    value: runner.tags.join(', '),
    validate: tagsProblem,
  });
  if (tags !== undefined) await setTags(context, runner, tagsTyped(tags));
};

async function changeSeveral(context: CommandContext, runners: readonly RunnerOverview[]): Promise<void> {
  const { prompts } = context;
  const title = l10n.t('Tags of {0} Runners', runners.length);
  const act = await prompts.choose<'add' | 'remove'>({
    title,
    placeHolder: namesText(runners.map(({ name }) => name)),
    choices: [
      { label: l10n.t('Add Tags…'), detail: l10n.t('Keeps the tags that the runners have'), value: 'add' },
      {
        label: l10n.t('Remove Tags…'),
        detail: l10n.t('Choose from the tags of these runners'),
        value: 'remove',
      },
    ],
  });
  if (act === undefined) return;
  const tags = await (act === 'add' ? askNew(context, title) : askCarried(context, title, runners));
  if (tags === undefined || tags.length === 0) return;
  for (const runner of runners) {
    const others = runner.tags.filter((tag) => !tags.includes(tag));
    const after = act === 'add' ? [...others, ...tags] : others;
    if (after.length !== runner.tags.length) await setTags(context, runner, after);
  }
}

async function askNew({ prompts }: CommandContext, title: string): Promise<readonly string[] | undefined> {
  const typed = await prompts.text({
    title,
    prompt: l10n.t('Tags to add, separated by commas'),
    validate: (input) => required(l10n.t('At least one tag'))(input) ?? tagsProblem(input),
  });
  return typed === undefined ? undefined : tagsTyped(typed);
}

function askCarried(
  { prompts }: CommandContext,
  title: string,
  runners: readonly RunnerOverview[],
): Promise<readonly string[] | undefined> {
  const tags = [...new Set(runners.flatMap((runner) => runner.tags))].toSorted();
  return prompts.chooseSeveral<string>({
    title,
    placeHolder:
      tags.length === 0 ? l10n.t('These runners have no tags') : l10n.t('Choose the tags to remove'),
    choices: tags.map((tag) => ({
      label: tag,
      description: l10n.t(
        'on {0}',
        counted(runners.filter((runner) => runner.tags.includes(tag)).length, 'runner'),
      ),
      value: tag,
    })),
  });
}

async function setTags(
  context: CommandContext,
  { id }: RunnerOverview,
  tags: readonly string[],
): Promise<void> {
  const tagNames = tags.map((tag) => Tag.parse(tag));
  await clientOf(context).updateRunner({ params: { runner: id }, body: { tagNames } });
}
