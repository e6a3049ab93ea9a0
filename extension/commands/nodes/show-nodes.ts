import { ProjectName } from '../../../protocol/ids.ts';
import { type Command, clientOf } from '../command.ts';
import { pickProject } from '../pick.ts';

/** Shows the nodes of a project that a filter selects, with their attributes, to be read. */
export const showNodes: Command = async (context, subject) => {
  const { desk, prompts } = context;
  const project = await pickProject(context, subject, 'Show Nodes');
  if (project === undefined) return;
  const filter = await prompts.text({
    title: `Nodes of ${project.name}`,
    prompt: 'A node filter; empty for all of them',
    placeHolder: 'tags: web+prod !name: db1',
  });
  if (filter === undefined) return;
  const { text } = await clientOf(context).listNodes({
    params: { project: ProjectName.parse(project.name) },
    query: { format: 'yaml', ...(filter.trim() === '' ? {} : { filter: filter.trim() }) },
  });
  const isNone = /^\s*(\{\s*\})?\s*$/.test(text);
  if (isNone) await prompts.inform(`No node of ${project.name} is selected by "${filter.trim()}".`);
  else await desk.showText(`Nodes of ${project.name}.yaml`, text);
};
