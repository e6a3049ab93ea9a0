import * as l10n from '@vscode/l10n';
import { enrollmentFor } from '../../../protocol/client/enrollment-for.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../../protocol/ids.ts';
import { type Command, clientOf } from '../../commands/command.ts';
import { projectNameProblem, tagsProblem, tagsTyped } from '../../commands/inputs.ts';
import { askInTurn, FormQuestions } from '../../prompts/ask-in-turn.ts';
import { nameProblem } from '../rename-runner.ts';
import { installationSteps } from './ask-installation.ts';
import { showInstallCommand } from './show-install-command.ts';

/**
 * Asks for the properties of a runner, creates the runner and shows its install command. Throws `runners-disabled`
 * before asking.
 */
export const createRunner: Command = async (context, subject) => {
  const { model, prompts } = context;
  const client = clientOf(context);
  if (!model().runnersEnabled) throw new OutrunnerError('runners-disabled');
  const title = l10n.t('Create Runner');
  const taken = new Set(model().runners.map((runner) => runner.name));
  const { projects } = model();
  const [only] = projects;
  const form = {
    name: '',
    description: '',
    tags: subject.kind === 'tag' ? subject.tag : '',
    newProject: projects.length === 0 ? 'operations' : '',
    assigned: (projects.length === 1 && only !== undefined ? [only.name] : []) as readonly string[],
  };
  const ask = new FormQuestions(prompts, title);
  const installation = installationSteps(ask);
  const isAnswered = await askInTurn([
    ask.text(
      () => ({
        value: form.name,
        prompt: l10n.t('Name of the runner'),
        placeHolder: 'east-database',
        validate: (input) => nameProblem(input, taken),
      }),
      (name) => Object.assign(form, { name }),
    ),
    ask.text(
      () => ({
        value: form.description,
        prompt: l10n.t('Description, such as its network and the nodes it reaches. Leave empty for none.'),
      }),
      (description) => Object.assign(form, { description }),
    ),
    ask.text(
      () => ({
        value: form.tags,
        prompt: l10n.t('Tags, separated by commas. Jobs select runners by their tags. Leave empty for none.'),
        placeHolder: 'linux, db, eu',
        validate: tagsProblem,
      }),
      (tags) => Object.assign(form, { tags }),
    ),
    projects.length === 0
      ? ask.text(
          () => ({
            value: form.newProject,
            prompt: l10n.t(
              'Name of the project that the runner serves. It is created, because there is none yet.',
            ),
            placeHolder: 'operations',
            validate: projectNameProblem,
          }),
          (newProject) => Object.assign(form, { newProject, assigned: [newProject] }),
        )
      : ask.several<string>(
          () => ({
            placeHolder: l10n.t('Choose the projects that the runner serves'),
            noneProblem: l10n.t('Choose at least one project. A runner without projects takes no work.'),
            choices: projects.map((project) => ({
              label: project.name,
              description: project.description,
              picked: form.assigned.includes(project.name),
              value: project.name,
            })),
          }),
          (assigned) => Object.assign(form, { assigned }),
        ),
    ...installation.steps,
  ]);
  if (!isAnswered) return;
  const chosen = installation.chosen();
  if (form.newProject !== '')
    await client.createProject({ body: { name: ProjectName.parse(form.newProject), description: '' } });
  const created = await client.createRunner({
    body: {
      name: form.name.trim(),
      description: form.description.trim(),
      tagNames: [...tagsTyped(form.tags)],
      assignedProjects: Object.fromEntries(form.assigned.map((project) => [project, '.*'])),
      ...chosen,
    },
  });
  const secret = await enrollmentFor(client, { ...created, ...chosen });
  await showInstallCommand(context, { name: created.name, ...secret, happened: 'created', ...chosen });
};
