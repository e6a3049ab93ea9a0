import * as l10n from '@vscode/l10n';
import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { askFilter } from './ask-filter.ts';

/** Shows the nodes that a filter selects, or those of one source, with their attributes. */
export const showNodes: Command = async (context, subject) => {
  const { editor, prompts } = context;
  const project = await pickProject(context, subject, l10n.t('Show Nodes'));
  if (project === undefined) return;
  const { name } = project;
  const params = { project: ProjectName.parse(name) };
  const client = clientOf(context);
  if (subject.kind === 'node-source') {
    const { index } = subject;
    const query = { format: 'yaml' } as const;
    const { text } = await client.listSourceNodes({ params: { ...params, index }, query });
    if (isNone(text)) await prompts.inform(l10n.t('Source {0} of {1} has no nodes.', index, name));
    else await editor.showText(`${l10n.t('Nodes of {0}, source {1}', name, index)}.yaml`, text);
    return;
  }
  const filter = await askFilter(context, {
    title: l10n.t('Nodes of {0}', name),
    project: name,
    empty: l10n.t('all nodes'),
  });
  if (filter === undefined) return;
  const query = { format: 'yaml', ...(filter === '' ? {} : { filter }) } as const;
  const { text } = await client.listNodes({ params, query });
  if (isNone(text)) await prompts.inform(l10n.t('The filter "{0}" selects no node in {1}.', filter, name));
  else await editor.showText(`${l10n.t('Nodes of {0}', name)}.yaml`, text);
};

function isNone(text: string): boolean {
  return /^\s*(\{\s*\})?\s*$/.test(text);
}
