import type { ProjectName } from '../../../protocol/ids.ts';
import { filterProblem } from '../../../protocol/nodes/filter-problem.ts';
import type { RunnerOverview } from '../../../protocol/routes/shapes/runner-shapes.ts';
import { type Command, type CommandContext, clientOf } from '../command.ts';
import { pickRunner } from '../pick.ts';

/** Says which nodes of a project of automatic dispatch go to a runner, and whether its host is one of them. */
export const setNodeDispatch: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, 'Dispatch Nodes through Runner');
  const project = runner && (await projectOf(context, runner));
  if (runner === undefined || project === undefined) return;
  const client = clientOf(context);
  const title = `Nodes of ${project} through ${runner.name}`;
  const before = await client.getProjectRunner({ params: { project, runner: runner.id } });
  const picked = await context.prompts.chooseSeveral<'host' | 'nodes'>({
    title,
    placeHolder: 'What it executes in the project',
    choices: [
      {
        label: 'Its host is a node',
        detail: 'What is dispatched to that node runs there',
        picked: before.runnerAsNodeEnabled === true,
        value: 'host',
      },
      {
        label: 'Nodes that a filter selects…',
        detail: before.runnerNodeFilter || 'None yet',
        picked: before.remoteNodeDispatch === true,
        value: 'nodes',
      },
    ],
  });
  if (picked === undefined) return;
  const remoteNodeDispatch = picked.includes('nodes');
  const filter = remoteNodeDispatch ? await askFilter(context, title, before.runnerNodeFilter ?? '') : '';
  if (filter === undefined) return;
  const body = { runnerId: runner.id, runnerAsNodeEnabled: picked.includes('host'), remoteNodeDispatch };
  await client.setNodeDispatch({
    params: { project },
    body: { ...body, ...(remoteNodeDispatch ? { runnerNodeFilter: filter } : {}) },
  });
};

function askFilter({ prompts }: CommandContext, title: string, value: string): Promise<string | undefined> {
  return prompts.text({
    title,
    prompt: 'Node filter, such as "tags: eu" or ".*" for all nodes',
    value,
    validate: (input) => (input.trim() === '' ? 'A node filter' : filterProblem(input)),
  });
}

async function projectOf(
  { prompts }: CommandContext,
  { name, assignedProjects }: RunnerOverview,
): Promise<ProjectName | undefined> {
  const [only] = assignedProjects;
  if (assignedProjects.length === 1) return only;
  return prompts.choose({
    title: `Dispatch Nodes through ${name}`,
    placeHolder: only === undefined ? 'It is assigned to no project yet' : 'In which project',
    choices: assignedProjects.map((project) => ({ label: project, value: project })),
  });
}
