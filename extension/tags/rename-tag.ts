import { Tag } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { changeTags } from './change-tags.ts';
import { pickTag, tagProblem } from './pick-tag.ts';

/** Renames a tag on all runners and jobs. */
export const renameTag: Command = async (context, subject) => {
  const tag = await pickTag(context, subject, 'Rename Tag');
  if (tag === undefined) return;
  const typed = await context.prompts.text({
    title: `Rename Tag ${tag}`,
    prompt: 'New name of the tag',
    value: tag,
    validate: tagProblem,
  });
  if (typed === undefined || Tag.parse(typed) === tag) return;
  const to = Tag.parse(typed);
  await changeTags(context, {
    message: `Rename tag "${tag}" to "${to}"?`,
    verb: 'Rename',
    act: (how) => clientOf(context).renameTag({ params: { tag }, body: { to, ...how } }),
  });
};
