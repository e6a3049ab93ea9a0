import { Tag } from '../../protocol/ids.ts';
import { type CommandContext, clientOf } from '../commands/command.ts';
import { counted } from '../model/display-text.ts';
import type { Subject } from '../tree/tree-node.ts';

/** The tag that a command is for: the row's, or the one the person picks. */
export async function pickTag(
  context: CommandContext,
  subject: Subject,
  title: string,
): Promise<Tag | undefined> {
  if (subject.kind === 'tag') return Tag.parse(subject.tag);
  const { tags } = await clientOf(context).listTagUses();
  return context.prompts.choose({
    title,
    placeHolder: tags.length === 0 ? 'There is no tag yet' : 'Choose a tag',
    choices: tags.map((use) => ({
      label: use.tag,
      description: `${counted(use.runners, 'runner')} · ${counted(use.jobs, 'job')}`,
      value: use.tag,
    })),
  });
}

/** The problem with what is typed as one tag. */
export function tagProblem(input: string): string | undefined {
  return Tag.safeParse(input).success ? undefined : 'a-z, 0-9 and . _ -, at most 64 characters';
}
