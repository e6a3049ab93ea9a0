import { ProjectName } from '../../../protocol/ids.ts';
import { withSource } from '../../../protocol/nodes/source/edited-sources.ts';
import { answered, askInTurn } from '../../prompts/ask-in-turn.ts';
import { type Command, clientOf } from '../command.ts';
import { required, tagsProblem, tagsTyped } from '../inputs.ts';
import { pickProject } from '../pick.ts';
import { refreshNodes } from './refresh-nodes.ts';
import { SOURCE_TYPES } from './source-settings.ts';

const TITLE = 'Add Node Source';

/** Gives a project one more source of nodes, read by the coordinator or on a runner, and reads it. */
export const addNodeSource: Command = async (context, subject, selected) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, TITLE);
  if (project === undefined) return;
  const title = `${TITLE} to ${project.name}`;
  const form: { type: (typeof SOURCE_TYPES)[number]; value: string; tags: string } = {
    ...{ type: SOURCE_TYPES[0], value: '', tags: '' },
  };
  const isAnswered = await askInTurn([
    async (step) =>
      answered(
        await prompts.chooseStep({
          ...{ title, step, placeHolder: 'Where the nodes stand' },
          choices: SOURCE_TYPES.map((it) => ({
            ...{ label: it.label, detail: it.detail, picked: it === form.type, value: it },
          })),
        }),
        (type) => Object.assign(form, { type }),
      ),
    async (step) =>
      answered(
        await prompts.textStep({
          ...{ title, step, value: form.value },
          prompt: form.type.asked,
          placeHolder: form.type.example,
          validate: form.type.type === 'url' ? addressProblem : required(form.type.asked),
        }),
        (value) => Object.assign(form, { value }),
      ),
    async (step) =>
      answered(
        await prompts.textStep({
          ...{ title, step, value: form.tags },
          prompt:
            'Tags of the runner that reads it on its host, separated by commas; empty for this coordinator',
          placeHolder: 'db, eu',
          validate: tagsProblem,
        }),
        (tags) => Object.assign(form, { tags }),
      ),
  ]);
  if (!isAnswered) return;
  const { type, value, tags } = form;
  const params = { project: ProjectName.parse(project.name) };
  const client = clientOf(context);
  const source = { type: type.type, config: { [type.key]: value.trim() }, tags: tagsTyped(tags) };
  const { config, revision } = await client.getRevisedConfig({ params });
  await client.setRevisedConfig({ params, body: { config: withSource(config, source), revision } });
  await refreshNodes(context, { kind: 'project', project: project.name }, selected);
};

function addressProblem(input: string): string | undefined {
  return /^https?:\/\/[^/]/.test(input.trim()) ? undefined : 'An address begins with https:// or http://';
}
