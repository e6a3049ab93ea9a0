import { ProjectName } from '../../../protocol/ids.ts';
import { type Command, clientOf } from '../command.ts';
import { projectNameProblem } from '../inputs.ts';

export const createProject: Command = async (context) => {
  const { model, prompts } = context;
  const taken = model().projects.map((project) => project.name);
  const name = await prompts.text({
    title: 'Create Project (1/2)',
    prompt: 'Name of the project',
    placeHolder: 'operations',
    validate: (input) =>
      taken.includes(input) ? `There is a project "${input}" already` : projectNameProblem(input),
  });
  if (name === undefined) return;
  const description = await prompts.text({ title: 'Create Project (2/2)', prompt: 'Description' });
  if (description === undefined) return;
  await clientOf(context).createProject({ body: { name: ProjectName.parse(name), description } });
};
