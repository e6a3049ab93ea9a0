import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { counted } from '../model/display-text.ts';

/** Deletes a project with everything in it, after a confirmation that lists what is deleted. */
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
    detail: `${own.join(', ')}, its nodes and its node filters are deleted, and its runners are unassigned. Its executions stay readable. This cannot be undone.`,
    verb: 'Delete',
  });
  if (sure) await clientOf(context).deleteProject({ params: { project: ProjectName.parse(project.name) } });
};
