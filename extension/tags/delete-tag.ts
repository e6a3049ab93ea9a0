import { type Command, clientOf } from '../commands/command.ts';
import { changeTags } from './change-tags.ts';
import { pickTag } from './pick-tag.ts';

/** Removes a tag from all runners and jobs. */
export const deleteTag: Command = async (context, subject) => {
  const tag = await pickTag(context, subject, 'Delete Tag');
  if (tag === undefined) return;
  await changeTags(context, {
    message: `Delete tag "${tag}"?`,
    consequence: 'Jobs that also ask for other tags may then run on more runners.',
    verb: 'Delete',
    act: ({ dryRun, leaveRest }) =>
      clientOf(context).deleteTag({
        params: { tag },
        query: { dryRun: String(dryRun), leaveRest: String(leaveRest) },
      }),
  });
};
