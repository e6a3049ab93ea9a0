import { type Command, clientOf } from '../command.ts';
import { pickRunner } from '../pick.ts';

export const assignRunner: Command = async (context, subject) => {
  const runner = await pickRunner(context, subject, 'Assign Runner to Projects');
  if (runner === undefined) return;
  const assigned: readonly string[] = runner.assignedProjects;
  const chosen = await context.prompts.chooseSeveral({
    title: `Projects of ${runner.name}`,
    placeHolder: 'Projects that it serves',
    choices: context.model().projects.map((project) => ({
      label: project.name,
      description: project.description,
      picked: assigned.includes(project.name),
      value: project.name,
    })),
  });
  if (chosen === undefined) return;
  await clientOf(context).updateRunner({
    params: { runner: runner.id },
    body: { assignedProjects: Object.fromEntries(chosen.map((project) => [project, '.*'])) },
  });
};
