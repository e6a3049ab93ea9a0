import { ProjectName } from '../../../protocol/ids.ts';
import { type Command, clientOf } from '../command.ts';
import { pickProject } from '../pick.ts';

const TITLE = 'Delete Node Filter';

/** Forgets a node filter that a project keeps. */
export const deleteNodeFilter: Command = async (context, subject) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, TITLE);
  if (project === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(project.name) };
  const filters = await client.listNodeFilters({ params });
  const name = await prompts.choose({
    title: TITLE,
    placeHolder: filters.length === 0 ? `${project.name} keeps no node filter` : 'Choose a node filter',
    choices: filters.map((filter) => ({
      label: filter.name,
      description: filter.filter,
      value: filter.name,
    })),
  });
  if (name === undefined) return;
  await client.deleteNodeFilter({ params: { ...params, name } });
};
