import * as l10n from '@vscode/l10n';
import { ProjectName } from '../../protocol/ids.ts';
import type { SavedNodeFilterInfo } from '../../protocol/routes/shapes/node-shapes.ts';
import { type CommandContext, clientOf } from '../commands/command.ts';

/** The question for a node filter. */
export interface FilterQuestion {
  readonly title: string;
  readonly project: string;
  /** Display text for an empty filter, such as `all nodes`. */
  readonly empty: string;
  /** The previous input. */
  readonly value?: string;
}

/**
 * Asks for a saved or typed node filter. Returns an empty string for an empty answer, and undefined if the user
 * cancels.
 */
export async function askFilter(
  context: CommandContext,
  question: FilterQuestion,
): Promise<string | undefined> {
  const params = { project: ProjectName.parse(question.project) };
  const saved = question.value === undefined ? await clientOf(context).listNodeFilters({ params }) : [];
  if (saved.length === 0) return typed(context, question);
  const chosen = await context.prompts.choose<SavedNodeFilterInfo | undefined>({
    title: question.title,
    placeHolder: l10n.t('Choose a node filter of {0}', question.project),
    choices: [
      ...saved
        .toSorted((a, b) => Number(b.default) - Number(a.default))
        .map((filter) => ({
          label: filter.name,
          description: filter.filter,
          picked: filter.default,
          value: filter,
        })),
      {
        label: l10n.t('Type a Filter…'),
        detail: l10n.t('Leave empty for {0}', question.empty),
        value: TYPED,
      },
    ],
  });
  return chosen === TYPED ? typed(context, question) : chosen?.filter;
}

const TYPED: SavedNodeFilterInfo = { name: '', filter: '', default: false };

async function typed(
  { prompts }: CommandContext,
  { title, project, empty, value }: FilterQuestion,
): Promise<string | undefined> {
  const filter = await prompts.text({
    title,
    prompt: l10n.t('Node filter in {0}. Leave empty for {1}.', project, empty),
    placeHolder: 'tags: web+prod !name: db1',
    ...(value === undefined ? {} : { value }),
  });
  return filter?.trim();
}
