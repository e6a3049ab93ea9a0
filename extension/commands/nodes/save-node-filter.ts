import { filterProblem } from '../../../job-language/nodes/filter-problem.ts';
import { ProjectName } from '../../../protocol/ids.ts';
import { answered, askInTurn } from '../../prompts/ask-in-turn.ts';
import { type Command, clientOf } from '../command.ts';
import { required } from '../inputs.ts';
import { pickProject } from '../pick.ts';
import { selectionText } from './list-nodes.ts';

/** Keeps a node filter of a project by a name, after a look at what it selects; instead of another one only on a yes. */
export const saveNodeFilter: Command = async (context, subject) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, 'Save Node Filter');
  if (project === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(project.name) };
  const title = `Save Node Filter of ${project.name}`;
  const form = { filter: '', name: '', default: false };
  const isAnswered = await askInTurn([
    async (step) =>
      answered(
        await prompts.textStep({
          ...{ title, step, value: form.filter, prompt: 'The node filter' },
          placeHolder: 'tags: web+prod !name: db1',
          validate: (input) => required('A filter')(input) ?? filterProblem(input),
          hint: async (input) =>
            input.trim() === '' ? '' : selectionText(client, project.name, input.trim()),
        }),
        (filter) => Object.assign(form, { filter: filter.trim() }),
      ),
    async (step) =>
      answered(
        await prompts.textStep({
          ...{ title, step, value: form.name, prompt: 'What to call it' },
          placeHolder: 'all web servers',
          validate: required('A name'),
        }),
        (name) => Object.assign(form, { name: name.trim() }),
      ),
    async (step) =>
      answered(
        await prompts.chooseStep<boolean>({
          ...{ title, step },
          placeHolder: `Is ${form.name} what people of ${project.name} begin with?`,
          choices: [
            { label: 'One of Several', value: false },
            { label: 'The Default', detail: 'It stands first where a filter is asked for', value: true },
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
      detail: `It was: ${before.filter}`,
      verb: 'Replace',
    });
    if (!sure) return;
  }
  await client.saveNodeFilter({ params: { ...params, name }, body });
  await prompts.inform(`${project.name} keeps the node filter ${name}.`);
};
