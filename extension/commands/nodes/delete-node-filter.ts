import { ProjectName } from '../../../protocol/ids.ts';
import { type Command, clientOf } from '../command.ts';
import { pickProject } from '../pick.ts';

const TITLE = 'Delete Node Filter';

/** Forgets a node filter that a project keeps, after a question. */
export const deleteNodeFilter: Command = async (context, subject) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, TITLE);
  if (project === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(project.name) };
  const filters = await client.listNodeFilters({ params });
  const filter = await prompts.choose({
    title: TITLE,
    placeHolder: filters.length === 0 ? `${project.name} keeps no node filter` : 'Choose a node filter',
    choices: filters.map((it) => ({ label: it.name, description: it.filter, value: it })),
  });
  if (filter === undefined) return;
  const sure = await prompts.confirm({
    message: `Delete node filter "${filter.name}" of ${project.name}?`,
    detail: `${filter.filter}\n\nEverybody of the project loses it. What runs by it goes on.`,
    verb: 'Delete',
  });
  if (sure) await client.deleteNodeFilter({ params: { ...params, name: filter.name } });
};
