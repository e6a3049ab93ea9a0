import { type Command, clientOf } from '../commands/command.ts';
import { changeTags } from './change-tags.ts';
import { pickTag } from './pick-tag.ts';

/** Takes a tag off all runners and out of all jobs. */
export const deleteTag: Command = async (context, subject) => {
  const tag = await pickTag(context, subject, 'Delete Tag');
  if (tag === undefined) return;
  await changeTags(context, {
    message: `Delete tag "${tag}"?`,
    consequence: 'Jobs that ask for other tags too may run on more runners than before.',
    verb: 'Delete',
    act: ({ dryRun, leaveRest }) =>
      clientOf(context).deleteTag({
        params: { tag },
        query: { dryRun: String(dryRun), leaveRest: String(leaveRest) },
      }),
  });
};
