import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';

const TITLE = 'Delete Node Filter';

/** Deletes a saved node filter of a project, after a confirmation. */
export const deleteNodeFilter: Command = async (context, subject) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, TITLE);
  if (project === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(project.name) };
  const filters = await client.listNodeFilters({ params });
  const filter = await prompts.choose({
    title: TITLE,
    placeHolder: filters.length === 0 ? `${project.name} has no saved node filters` : 'Choose a node filter',
    choices: filters.map((it) => ({ label: it.name, description: it.filter, value: it })),
  });
  if (filter === undefined) return;
  const sure = await prompts.confirm({
    message: `Delete node filter "${filter.name}" of ${project.name}?`,
    detail: `${filter.filter}\n\nDeletes the filter for everyone in this project. Running executions are not affected.`,
    verb: 'Delete',
  });
  if (sure) await client.deleteNodeFilter({ params: { ...params, name: filter.name } });
};
