import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { projectNameProblem } from '../commands/inputs.ts';
import { answered, askInTurn } from '../prompts/ask-in-turn.ts';

/** Asks for a name and a description, and creates a project. */
export const createProject: Command = async (context) => {
  const { model, prompts } = context;
  const title = 'Create Project';
  const taken = model().projects.map((project) => project.name);
  const form = { name: '', description: '' };
  const isAnswered = await askInTurn([
    async (step) =>
      answered(
        await prompts.textStep({
          title,
          step,
          value: form.name,
          prompt: 'Name of the project',
          placeHolder: 'operations',
          validate: (input) =>
            taken.includes(input) ? `A project named "${input}" already exists` : projectNameProblem(input),
        }),
        (name) => Object.assign(form, { name }),
      ),
    async (step) =>
      answered(
        await prompts.textStep({ title, step, value: form.description, prompt: 'Description' }),
        (description) => Object.assign(form, { description }),
      ),
  ]);
  if (!isAnswered) return;
  const { name, description } = form;
  await clientOf(context).createProject({ body: { name: ProjectName.parse(name), description } });
};
