import * as l10n from '@vscode/l10n';
import { Tag } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { counted } from '../model/display-text.ts';
import { tagUses } from '../model/tag-uses.ts';
import { changeTags } from './change-tags.ts';
import { pickTag, tagProblem } from './pick-tag.ts';

/** Renames a tag on all runners, jobs and node sources. */
export const renameTag: Command = async (context, subject) => {
  const tag = await pickTag(context, subject, l10n.t('Rename Tag'));
  if (tag === undefined) return;
  const typed = await context.prompts.text({
    title: l10n.t('Rename Tag {0}', tag),
    prompt: l10n.t('New name of the tag'),
    value: tag,
    validate: tagProblem,
  });
  if (typed === undefined || Tag.parse(typed) === tag) return;
  const to = Tag.parse(typed);
  await changeTags(context, {
    message: l10n.t('Rename tag "{0}" to "{1}"?', tag, to),
    verb: l10n.t('Rename'),
    restVerb: l10n.t('Rename the Rest'),
    act: (how) => clientOf(context).renameTag({ params: { tag }, body: { to, ...how } }),
  });
};

/** Replaces several tags with one. The selected rows are picked initially. */
export const mergeTags: Command = async (context, subject, selected) => {
  const given = new Set([subject, ...selected].flatMap((it) => (it.kind === 'tag' ? it.tag : [])));
  const tags = await context.prompts.chooseSeveral({
    title: l10n.t('Merge Tags'),
    placeHolder: l10n.t('Choose the tags to merge'),
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
    title: tags.length === 1 ? l10n.t('Merge 1 Tag') : l10n.t('Merge {0} Tags', tags.length),
    prompt: l10n.t('Name of the merged tag'),
    value: first,
    validate: tagProblem,
  });
  if (typed === undefined) return;
  const into = Tag.parse(typed);
  await changeTags(context, {
    message: l10n.t('Merge {0} into "{1}"?', tags.map((tag) => `"${tag}"`).join(', '), into),
    consequence: l10n.t('Jobs may then run on more runners.'),
    verb: l10n.t('Merge'),
    restVerb: l10n.t('Merge the Rest'),
    act: (how) => clientOf(context).mergeTags({ body: { tags: [...tags], into, ...how } }),
  });
};

/** Removes a tag from all runners, jobs and node sources. */
export const deleteTag: Command = async (context, subject) => {
  const tag = await pickTag(context, subject, l10n.t('Delete Tag'));
  if (tag === undefined) return;
  await changeTags(context, {
    message: l10n.t('Delete tag "{0}"?', tag),
    consequence: l10n.t('Jobs that also require other tags may then run on more runners.'),
    verb: l10n.t('Delete'),
    restVerb: l10n.t('Delete the Rest'),
    act: ({ dryRun, leaveRest }) =>
      clientOf(context).deleteTag({
        params: { tag },
        query: { dryRun: String(dryRun), leaveRest: String(leaveRest) },
      }),
  });
};
