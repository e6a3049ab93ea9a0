import * as l10n from '@vscode/l10n';
import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { projectNameProblem } from '../commands/inputs.ts';
import { pickProject } from '../commands/pick.ts';
import { counted } from '../model/display-text.ts';
import { askInTurn, FormQuestions } from '../prompts/ask-in-turn.ts';

/** Asks for a name and a description, and creates a project. */
export const createProject: Command = async (context) => {
  const { model, prompts } = context;
  const title = l10n.t('Create Project');
  const taken = model().projects.map((project) => project.name);
  const form = { name: '', description: '' };
  const ask = new FormQuestions(prompts, title);
  const isAnswered = await askInTurn([
    ask.text(
      () => ({
        value: form.name,
        prompt: l10n.t('Name of the project'),
        placeHolder: 'operations',
        validate: (input) =>
          taken.includes(input)
            ? l10n.t('A project named "{0}" already exists', input)
            : projectNameProblem(input),
      }),
      (name) => Object.assign(form, { name }),
    ),
    ask.text(
      () => ({ value: form.description, prompt: l10n.t('Description') }),
      (description) => Object.assign(form, { description }),
    ),
  ]);
  if (!isAnswered) return;
  const { name, description } = form;
  await clientOf(context).createProject({ body: { name: ProjectName.parse(name), description } });
};

/** Opens the configuration of a project as a document. Throws `not-connected`. */
export const editProjectConfig: Command = async (context, subject) => {
  clientOf(context);
  const project = await pickProject(context, subject, l10n.t('Edit Project Configuration'));
  if (project !== undefined) await context.editor.openProjectConfig(project.name);
};

/** Deletes a project with everything in it, after a confirmation that lists what is deleted. */
export const deleteProject: Command = async (context, subject) => {
  const project = await pickProject(context, subject, l10n.t('Delete Project'));
  if (project === undefined) return;
  const { jobs, keys } = context.model();
  const own = [
    counted(jobs.filter((job) => job.project === project.name).length, 'job'),
    counted(keys.filter(({ path }) => path.startsWith(`keys/project/${project.name}/`)).length, 'key'),
  ];
  const sure = await context.prompts.confirm({
    message: l10n.t('Delete project "{0}"?', project.name),
    detail: l10n.t(
      '{0}, its nodes and node filters, and its webhooks are deleted, and its runners are unassigned. Its executions stay readable. This cannot be undone.',
      own.join(', '),
    ),
    verb: l10n.t('Delete'),
  });
  if (sure) await clientOf(context).deleteProject({ params: { project: ProjectName.parse(project.name) } });
};
