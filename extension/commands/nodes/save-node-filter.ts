import { ProjectName } from '../../../protocol/ids.ts';
import { counted, namesText } from '../../views/words.ts';
import { type Command, clientOf } from '../command.ts';
import { required } from '../inputs.ts';
import { pickProject } from '../pick.ts';
import { nodeNames } from './list-nodes.ts';

const TITLE = 'Save Node Filter';

/** Keeps a node filter of a project by a name, after a look at what it selects; instead of another one only on a yes. */
export const saveNodeFilter: Command = async (context, subject) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, TITLE);
  if (project === undefined) return;
  const client = clientOf(context);
  const filter = await prompts.text({
    title: TITLE,
    prompt: `The node filter, in ${project.name}`,
    placeHolder: 'tags: web+prod !name: db1',
    validate: required('A filter'),
  });
  if (filter === undefined) return;
  const names = await nodeNames(client, project.name, filter.trim());
  const selected =
    names.length === 0
      ? 'which selects no node now'
      : `${counted(names.length, 'node')}: ${namesText(names)}`;
  const name = await prompts.text({
    title: TITLE,
    prompt: `What to call it, ${selected}`,
    placeHolder: 'all web servers',
    validate: required('A name'),
  });
  if (name === undefined) return;
  const saved = await client.listNodeFilters({ params: { project: ProjectName.parse(project.name) } });
  const before = saved.find((it) => it.name === name.trim());
  if (before !== undefined && before.filter !== filter.trim()) {
    const sure = await prompts.confirm({
      message: `Replace node filter "${before.name}" of ${project.name}?`,
      detail: `It was: ${before.filter}`,
      verb: 'Replace',
    });
    if (!sure) return;
  }
  const isDefault = await prompts.choose({
    title: TITLE,
    placeHolder: `Is ${name.trim()} what people of ${project.name} begin with?`,
    choices: [
      { label: 'One of Several', value: false },
      { label: 'The Default', detail: 'It stands first where a filter is asked for', value: true },
    ],
  });
  if (isDefault === undefined) return;
  await client.saveNodeFilter({
    params: { project: ProjectName.parse(project.name), name: name.trim() },
    body: { filter: filter.trim(), default: isDefault },
  });
  await prompts.inform(`${project.name} keeps the node filter ${name.trim()}.`);
};
