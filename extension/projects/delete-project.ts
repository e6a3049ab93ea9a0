import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { counted } from '../model/display-text.ts';

/** Deletes a project with all that is of it alone, after a question that says what that is. */
export const deleteProject: Command = async (context, subject) => {
  const project = await pickProject(context, subject, 'Delete Project');
  if (project === undefined) return;
  const { jobs, keys } = context.model();
  const own = [
    counted(jobs.filter((job) => job.project === project.name).length, 'job'),
    counted(keys.filter(({ path }) => path.startsWith(`keys/project/${project.name}/`)).length, 'key'),
  ];
  const sure = await context.prompts.confirm({
    message: `Delete project "${project.name}"?`,
    detail: `${own.join(', ')}, its nodes and its node filters are deleted with it, and no runner serves it any more. Its executions stay to be read. This cannot be undone.`,
    verb: 'Delete',
  });
  if (sure) await clientOf(context).deleteProject({ params: { project: ProjectName.parse(project.name) } });
};
