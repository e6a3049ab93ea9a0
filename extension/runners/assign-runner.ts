import { type Command, clientOf } from '../commands/command.ts';
import { pickRunner } from '../commands/pick.ts';
import { namesText } from '../model/display-text.ts';

/** Says which projects a runner serves; asks before one loses it. */
export const assignRunner: Command = async (context, subject) => {
  const { prompts } = context;
  const runner = await pickRunner(context, subject, 'Assign Runner to Projects');
  if (runner === undefined) return;
  const assigned: readonly string[] = runner.assignedProjects;
  const { projects } = context.model();
  const chosen = await prompts.chooseSeveral({
    title: `Projects of ${runner.name}`,
    placeHolder: projects.length === 0 ? 'There is no project yet' : 'Projects that it serves',
    choices: projects.map((project) => ({
      label: project.name,
      description: project.description,
      picked: assigned.includes(project.name),
      value: project.name,
    })),
  });
  if (chosen === undefined) return;
  const lost = assigned.filter((project) => !chosen.includes(project));
  if (lost.length > 0) {
    const sure = await prompts.confirm({
      message: `Take runner "${runner.name}" from ${namesText(lost.map((project) => `"${project}"`))}?`,
      detail:
        'It gets no more work from there, and which nodes were dispatched through it there is forgotten.',
      verb: 'Take Away',
    });
    if (!sure) return;
  }
  await clientOf(context).updateRunner({
    params: { runner: runner.id },
    body: { assignedProjects: Object.fromEntries(chosen.map((project) => [project, '.*'])) },
  });
};
