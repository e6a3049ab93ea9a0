import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { askFilter } from './ask-filter.ts';

/** Shows the nodes that a filter selects, or those of one source, with their attributes. */
export const showNodes: Command = async (context, subject) => {
  const { editor, prompts } = context;
  const project = await pickProject(context, subject, 'Show Nodes');
  if (project === undefined) return;
  const { name } = project;
  const params = { project: ProjectName.parse(name) };
  const client = clientOf(context);
  if (subject.kind === 'node-source') {
    const { index } = subject;
    const query = { format: 'yaml' } as const;
    const { text } = await client.listSourceNodes({ params: { ...params, index }, query });
    if (isNone(text)) await prompts.inform(`Source ${index} of ${name} has no nodes.`);
    else await editor.showText(`Nodes of ${name}, source ${index}.yaml`, text);
    return;
  }
  const filter = await askFilter(context, { title: `Nodes of ${name}`, project: name, empty: 'all nodes' });
  if (filter === undefined) return;
  const query = { format: 'yaml', ...(filter === '' ? {} : { filter }) } as const;
  const { text } = await client.listNodes({ params, query });
  if (isNone(text)) await prompts.inform(`The filter "${filter}" selects no node in ${name}.`);
  else await editor.showText(`Nodes of ${name}.yaml`, text);
};

function isNone(text: string): boolean {
  return /^\s*(\{\s*\})?\s*$/.test(text);
}
