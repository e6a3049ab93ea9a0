import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickRunner } from '../commands/pick.ts';
import { namesText } from '../model/display-text.ts';

/**
 * Sets the projects that a runner serves. Asks for confirmation before it removes the runner from a project. Throws
 * `no-runners` or `no-projects`; their buttons create a runner or a project.
 */
export const assignRunner: Command = async (context, subject) => {
  const { prompts } = context;
  const runner = await pickRunner(context, subject, 'Assign Runner to Projects');
  if (runner === undefined) return;
  const assigned: readonly string[] = runner.assignedProjects;
  const { projects } = context.model();
  if (projects.length === 0) throw new OutrunnerError('no-projects');
  const chosen = await prompts.chooseSeveral({
    title: `Projects of ${runner.name}`,
    placeHolder: 'Choose the projects that the runner serves',
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
      message: `Remove runner "${runner.name}" from ${namesText(lost.map((project) => `"${project}"`))}?`,
      detail: 'The runner gets no more work from there, and its node dispatch settings there are deleted.',
      verb: 'Remove',
    });
    if (!sure) return;
  }
  await clientOf(context).updateRunner({
    params: { runner: runner.id },
    body: { assignedProjects: Object.fromEntries(chosen.map((project) => [project, '.*'])) },
  });
};
