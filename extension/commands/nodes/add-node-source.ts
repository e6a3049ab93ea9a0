import { ProjectName } from '../../../protocol/ids.ts';
import { withSource } from '../../../protocol/nodes/source/edited-sources.ts';
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
  const type = await prompts.choose({
    title: `${TITLE} (1/3)`,
    placeHolder: 'Where the nodes stand',
    choices: SOURCE_TYPES.map((it) => ({ label: it.label, detail: it.detail, value: it })),
  });
  if (type === undefined) return;
  const value = await prompts.text({
    title: `${TITLE} (2/3)`,
    prompt: type.asked,
    placeHolder: type.example,
    validate: required(type.asked),
  });
  if (value === undefined) return;
  const typed = await prompts.text({
    title: `${TITLE} (3/3)`,
    prompt: 'Tags of the runner that reads it on its host, divided by commas; empty for this coordinator',
    validate: tagsProblem,
  });
  if (typed === undefined) return;
  const params = { project: ProjectName.parse(project.name) };
  const client = clientOf(context);
  const source = { type: type.type, config: { [type.key]: value.trim() }, tags: tagsTyped(typed) };
  const { config, revision } = await client.getRevisedConfig({ params });
  await client.setRevisedConfig({ params, body: { config: withSource(config, source), revision } });
  await refreshNodes(context, { kind: 'project', project: project.name }, selected);
};
