import { filterProblem } from '../../job-language/nodes/filter-problem.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { required } from '../commands/inputs.ts';
import { pickProject } from '../commands/pick.ts';
import { askInTurn, FormQuestions } from '../prompts/ask-in-turn.ts';
import { selectionText } from './list-nodes.ts';

/**
 * Saves a node filter of a project under a name. Shows the nodes that it selects, and asks before it replaces another
 * filter.
 */
export const saveNodeFilter: Command = async (context, subject) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, 'Save Node Filter');
  if (project === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(project.name) };
  const title = `Save Node Filter of ${project.name}`;
  const form = { filter: '', name: '', default: false };
  const ask = new FormQuestions(prompts, title);
  const isAnswered = await askInTurn([
    ask.text(
      () => ({
        value: form.filter,
        prompt: 'Node filter',
        placeHolder: 'tags: web+prod !name: db1',
        validate: (input) => required('Node filter')(input) ?? filterProblem(input),
        hint: async (input) => (input.trim() === '' ? '' : selectionText(client, project.name, input.trim())),
      }),
      (filter) => Object.assign(form, { filter: filter.trim() }),
    ),
    ask.text(
      () => ({
        value: form.name,
        prompt: 'Name of the filter',
        placeHolder: 'all web servers',
        validate: required('Name'),
      }),
      (name) => Object.assign(form, { name: name.trim() }),
    ),
    ask.one<boolean>(
      () => ({
        placeHolder: `Choose whether "${form.name}" is the default filter of ${project.name}`,
        choices: [
          { label: 'Not the Default', value: false },
          { label: 'Default Filter', detail: 'Listed first when you choose a filter', value: true },
        ],
      }),
      (isDefault) => Object.assign(form, { default: isDefault }),
    ),
  ]);
  if (!isAnswered) return;
  const { name, ...body } = form;
  const before = (await client.listNodeFilters({ params })).find((it) => it.name === name);
  if (before !== undefined && before.filter !== body.filter) {
    const sure = await prompts.confirm({
      message: `Replace node filter "${name}" of ${project.name}?`,
      detail: `Previous filter: ${before.filter}`,
      verb: 'Replace',
    });
    if (!sure) return;
  }
  await client.saveNodeFilter({ params: { ...params, name }, body });
  await prompts.inform(`Node filter "${name}" saved in ${project.name}.`);
};

const TITLE = 'Delete Node Filter';

/** Deletes a saved node filter of a project, after a confirmation. */
export const deleteNodeFilter: Command = async (context, subject) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, TITLE);
  if (project === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(project.name) };
  const filters = await client.listNodeFilters({ params });
  const filter = await prompts.choose({
    title: TITLE,
    placeHolder: filters.length === 0 ? `${project.name} has no saved node filters` : 'Choose a node filter',
    choices: filters.map((it) => ({ label: it.name, description: it.filter, value: it })),
  });
  if (filter === undefined) return;
  const sure = await prompts.confirm({
    message: `Delete node filter "${filter.name}" of ${project.name}?`,
    detail: `${filter.filter}\n\nDeletes the filter for everyone in this project. Running executions are not affected.`,
    verb: 'Delete',
  });
  if (sure) await client.deleteNodeFilter({ params: { ...params, name: filter.name } });
};
