import { ProjectName } from '../../../protocol/ids.ts';
import type { Subject } from '../../views/tree-node.ts';
import { type Command, clientOf } from '../command.ts';
import { pickProject } from '../pick.ts';

/** Writes the jobs of a project, or the selected ones, to a YAML file. */
export const exportJobs: Command = async (context, subject, selected) => {
  const project = await pickProject(context, subject, 'Export Jobs');
  if (project === undefined) return;
  const ids = jobsOf(subject, selected);
  const job = ids.length === 1 ? context.model().jobs.find((it) => it.id === ids[0]) : undefined;
  const { text } = await clientOf(context).exportJobs({
    params: { project: ProjectName.parse(project.name) },
    query: { format: 'yaml', ...(ids.length === 0 ? {} : { idlist: ids.join(',') }) },
  });
  const file = await context.prompts.saveFile({
    title: 'Export Jobs',
    label: 'Export',
    name: `${(job?.name ?? project.name).replace(/[^\w.-]+/g, '-')}.yaml`,
  });
  if (file !== undefined) await context.desk.writeFile(file, text);
};

function jobsOf(subject: Subject, selected: readonly Subject[]): readonly string[] {
  const subjects = selected.length > 1 ? selected : [subject];
  return subjects.flatMap((it) => (it.kind === 'job' ? it.jobId : []));
}
