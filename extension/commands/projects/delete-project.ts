import { ProjectName } from '../../../protocol/ids.ts';
import { counted } from '../../views/words.ts';
import { type Command, clientOf } from '../command.ts';
import { pickProject } from '../pick.ts';

export const deleteProject: Command = async (context, subject) => {
  const project = await pickProject(context, subject, 'Delete Project');
  if (project === undefined) return;
  const jobs = context.model().jobs.filter((job) => job.project === project.name).length;
  const sure = await context.prompts.confirm({
    message: `Delete project "${project.name}"?`,
    detail: `${counted(jobs, 'job')} and their executions are deleted with it. This cannot be undone.`,
    verb: 'Delete',
  });
  if (sure) await clientOf(context).deleteProject({ params: { project: ProjectName.parse(project.name) } });
};
