import { JobId, ProjectName, Tag } from '../../../protocol/ids.ts';
import type { JobSelector } from '../../../protocol/routes/shapes/job-shapes.ts';
import { tagUses } from '../../model/tag-uses.ts';
import { counted } from '../../views/words.ts';
import { type Command, type CommandContext, clientOf } from '../command.ts';
import { required } from '../inputs.ts';
import { pickProject } from '../pick.ts';
import { newJobText } from './new-job-text.ts';

/** New Job…: project, name, group, then where it runs; opens the YAML. */
export const newJob: Command = async (context, subject) => {
  const { desk, prompts } = context;
  const project = await pickProject(context, subject, 'New Job (1/4)');
  if (project === undefined) return;
  const name = await prompts.text({
    title: 'New Job (2/4)',
    prompt: `Name of the job in ${project.name}`,
    placeHolder: 'restart-database',
    validate: required('A name'),
  });
  if (name === undefined) return;
  const group = await prompts.text({
    title: 'New Job (3/4)',
    prompt: 'Group, for example nightly/backup; empty for none',
  });
  if (group === undefined) return;
  const selector = await askSelector(context, project.name);
  if (selector === undefined) return;
  const result = await clientOf(context).importJobs({
    params: { project: ProjectName.parse(project.name) },
    query: { dupeOption: 'create' },
    body: {
      text: newJobText({ name: name.trim(), group: group.trim().replace(/^\/+|\/+$/g, ''), selector }),
      mediaType: 'application/yaml',
    },
  });
  const [failed] = result.failed;
  if (failed !== undefined) await prompts.error(failed.error);
  const id = JobId.safeParse(result.succeeded[0]?.id);
  if (id.success) await desk.openJob(id.data);
};

async function askSelector(context: CommandContext, project: string): Promise<JobSelector | undefined> {
  const { model, prompts } = context;
  const serving = model().runners.filter((runner) => runner.assignedProjects.some((it) => it === project));
  const uses = tagUses({ ...model(), runners: serving }).filter((use) => use.runners.length > 0);
  const tags = await prompts.chooseSeveral({
    title: 'New Job (4/4)',
    placeHolder: 'Tags of the runners that may run it; none for the Local Runner',
    choices: uses.map((use) => {
      const healthy = use.runners.filter((runner) => runner.health === 'Healthy');
      return {
        label: use.tag,
        description: `${counted(use.runners.length, 'runner')}, ${healthy.length} healthy`,
        detail: healthy.map((runner) => runner.name).join(', '),
        value: Tag.parse(use.tag),
      };
    }),
  });
  if (tags === undefined) return undefined;
  if (tags.length === 0) return { mode: 'LOCAL' };
  if (tags.length === 1) return { mode: 'TAGS', match: 'all', tags: [...tags] };
  const match = await prompts.choose<'all' | 'any'>({
    title: 'New Job (4/4)',
    placeHolder: 'Which runners match',
    choices: [
      { label: 'All of these tags', detail: `Runners that carry ${tags.join(' and ')}`, value: 'all' },
      { label: 'Any of these tags', detail: `Runners that carry ${tags.join(' or ')}`, value: 'any' },
    ],
  });
  return match === undefined ? undefined : { mode: 'TAGS', match, tags: [...tags] };
}
