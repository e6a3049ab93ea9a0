import * as l10n from '@vscode/l10n';
import { Tag } from '../../protocol/ids.ts';
import { type CommandContext, clientOf } from '../commands/command.ts';
import { counted } from '../model/display-text.ts';
import type { Subject } from '../tree/tree-node.ts';

/** Returns the tag of the subject, or asks for one. */
export async function pickTag(
  context: CommandContext,
  subject: Subject,
  title: string,
): Promise<Tag | undefined> {
  if (subject.kind === 'tag') return Tag.parse(subject.tag);
  const { tags } = await clientOf(context).listTagUses();
  return context.prompts.choose({
    title,
    placeHolder: tags.length === 0 ? l10n.t('No tags yet') : l10n.t('Choose a tag'),
    choices: tags.map((use) => ({
      label: use.tag,
      description: `${counted(use.runners, 'runner')} · ${counted(use.jobs, 'job')}`,
      value: use.tag,
    })),
  });
}

/** Returns the problem with a typed tag; undefined if it is valid. */
export function tagProblem(input: string): string | undefined {
  return Tag.safeParse(input).success
    ? undefined
    : l10n.t('Use a-z, 0-9, "." "_" and "-", at most 64 characters');
}
