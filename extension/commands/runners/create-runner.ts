import { enrollmentFor } from '../../../protocol/client/enrollment-for.ts';
import { type Command, clientOf } from '../command.ts';
import { required, tagsProblem, tagsTyped } from '../inputs.ts';
import { askInstallation } from './ask-installation.ts';
import { showInstallCommand } from './show-install-command.ts';

/** Creates a runner: asks what it is and where it goes, and ends with the command that installs it. */
export const createRunner: Command = async (context, subject) => {
  const { model, prompts } = context;
  const client = clientOf(context);
  const taken = model().runners.map((runner) => runner.name);
  const name = await prompts.text({
    title: 'Create Runner (1/6)',
    prompt: 'Name of the runner',
    placeHolder: 'east-database',
    validate: (input) =>
      taken.includes(input.trim())
        ? `There is a runner "${input.trim()}" already`
        : required('A name')(input),
  });
  if (name === undefined) return;
  const description = await prompts.text({
    title: 'Create Runner (2/6)',
    prompt: 'Description: which network it stands in, what it reaches',
  });
  if (description === undefined) return;
  const tags = await prompts.text({
    title: 'Create Runner (3/6)',
    prompt: 'Tags, separated by commas. Jobs choose runners by them.',
    placeHolder: 'linux, db, eu',
    value: subject.kind === 'tag' ? subject.tag : '',
    validate: tagsProblem,
  });
  if (tags === undefined) return;
  const { projects } = model();
  const assigned = await prompts.chooseSeveral({
    title: 'Create Runner (4/6)',
    placeHolder:
      projects.length === 0 ? 'There is no project yet; assign it later' : 'Projects that it serves',
    choices: projects.map((project) => ({
      label: project.name,
      description: project.description,
      picked: projects.length === 1,
      value: project.name,
    })),
  });
  if (assigned === undefined) return;
  const installation = await askInstallation(prompts, ['Create Runner (5/6)', 'Create Runner (6/6)']);
  if (installation === undefined) return;
  const created = await client.createRunner({
    body: {
      name: name.trim(),
      description,
      tagNames: [...tagsTyped(tags)],
      assignedProjects: Object.fromEntries(assigned.map((project) => [project, '.*'])),
      ...installation,
    },
  });
  const token = await enrollmentFor(client, { ...created, ...installation });
  await showInstallCommand(context, { name: created.name, token, happened: 'created', ...installation });
};
