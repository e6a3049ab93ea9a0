import * as l10n from '@vscode/l10n';
import type { AdhocCommand } from '../../../protocol/routes/shapes/adhoc-shapes.ts';
import { type CommandContext, clientOf } from '../../commands/command.ts';
import { tagsProblem, tagsTyped } from '../../commands/inputs.ts';
import { counted, namesText } from '../../model/display-text.ts';
import { askFilter } from '../../nodes/ask-filter.ts';
import { nodeNames } from '../../nodes/list-nodes.ts';

/** Where an ad-hoc command runs. */
export interface AdhocPlace {
  readonly keys: Pick<AdhocCommand, 'filter' | 'meta.jobRunnerFilter' | 'meta.jobRunnerFilterMode'>;
  /** Display text, such as `2 nodes: web1, web2`. */
  readonly text: string;
}

/** Asks for the nodes and the runner of an ad-hoc command. Undefined if the user cancels. */
export async function askPlace(
  context: CommandContext,
  title: string,
  project: string,
): Promise<AdhocPlace | undefined> {
  const nodes = await askNodes(context, title, project);
  if (nodes === undefined) return undefined;
  const typed = await context.prompts.text({
    title: `${title} (2/3)`,
    prompt: l10n.t('Tags of the runner, separated by commas. Leave empty for the Local Runner.'),
    validate: tagsProblem,
  });
  if (typed === undefined) return undefined;
  const tags = tagsTyped(typed);
  return {
    keys: {
      ...(nodes.filter === '' ? {} : { filter: nodes.filter }),
      ...(tags.length === 0
        ? {}
        : { 'meta.jobRunnerFilter': tags.join(','), 'meta.jobRunnerFilterMode': 'TAGS' }),
    },
    text: nodes.text,
  };
}

async function askNodes(
  context: CommandContext,
  title: string,
  project: string,
): Promise<{ readonly filter: string; readonly text: string } | undefined> {
  let value: string | undefined;
  for (;;) {
    const question = { title: `${title} (1/3)`, project, empty: l10n.t('the host of the runner') };
    const filter = await askFilter(context, { ...question, ...(value === undefined ? {} : { value }) });
    if (filter === undefined) return undefined;
    if (filter === '') return { filter, text: l10n.t('the host of the runner') };
    const names = await nodeNames(clientOf(context), project, filter);
    if (names.length > 0) return { filter, text: `${counted(names.length, 'node')}: ${namesText(names)}` };
    value = filter;
    await context.prompts.warn(l10n.t('The filter "{0}" selects no node in {1}.', filter, project));
  }
}
