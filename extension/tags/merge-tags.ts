import { Tag } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { counted } from '../model/display-text.ts';
import { tagUses } from '../model/tag-uses.ts';
import { changeTags } from './change-tags.ts';
import { tagProblem } from './pick-tag.ts';

/** Replaces several tags by one. The selected rows are picked initially. */
export const mergeTags: Command = async (context, subject, selected) => {
  const given = new Set([subject, ...selected].flatMap((it) => (it.kind === 'tag' ? it.tag : [])));
  const tags = await context.prompts.chooseSeveral({
    title: 'Merge Tags',
    placeHolder: 'Choose the tags to merge',
    choices: tagUses(context.model()).map((use) => ({
      label: use.tag,
      description: `${counted(use.runners.length, 'runner')} · ${counted(use.jobs.length, 'job')}`,
      picked: given.has(use.tag),
      value: use.tag,
    })),
  });
  const [first] = tags ?? [];
  if (tags === undefined || first === undefined) return;
  const typed = await context.prompts.text({
    title: `Merge ${counted(tags.length, 'Tag')}`,
    prompt: 'Name of the merged tag',
    value: first,
    validate: tagProblem,
  });
  if (typed === undefined) return;
  const into = Tag.parse(typed);
  await changeTags(context, {
    message: `Merge ${tags.map((tag) => `"${tag}"`).join(', ')} into "${into}"?`,
    consequence: 'Jobs may then run on more runners.',
    verb: 'Merge',
    act: (how) => clientOf(context).mergeTags({ body: { tags: [...tags], into, ...how } }),
  });
};
