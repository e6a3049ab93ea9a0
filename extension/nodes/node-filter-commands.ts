import * as l10n from '@vscode/l10n';
import { filterProblem } from '../../job-language/nodes/filter-problem.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { required } from '../commands/inputs.ts';
import { pickProject } from '../commands/pick.ts';
import { askInTurn, FormQuestions } from '../prompts/ask-in-turn.ts';
import { selectionText } from './list-nodes.ts';

/**
 * Saves a node filter of a project under a name. Shows the nodes that the filter selects, and asks before another
 * filter is replaced.
 */
export const saveNodeFilter: Command = async (context, subject) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, l10n.t('Save Node Filter'));
  if (project === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(project.name) };
  const title = l10n.t('Save Node Filter of {0}', project.name);
  const form = { filter: '', name: '', default: false };
  const ask = new FormQuestions(prompts, title);
  const isAnswered = await askInTurn([
    ask.text(
      () => ({
        value: form.filter,
        prompt: l10n.t('Node filter'),
        placeHolder: 'tags: web+prod !name: db1',
        validate: (input) => required(l10n.t('Node filter'))(input) ?? filterProblem(input),
        hint: async (input) => (input.trim() === '' ? '' : selectionText(client, project.name, input.trim())),
      }),
      (filter) => Object.assign(form, { filter: filter.trim() }),
    ),
    ask.text(
      () => ({
        value: form.name,
        prompt: l10n.t('Name of the filter'),
        placeHolder: l10n.t('all web servers'),
        validate: required(l10n.t('Name')),
      }),
      (name) => Object.assign(form, { name: name.trim() }),
    ),
    ask.one<boolean>(
      () => ({
        placeHolder: l10n.t('Choose whether "{0}" is the default filter of {1}', form.name, project.name),
        choices: [
          { label: l10n.t('Not the Default'), value: false },
          {
            label: l10n.t('Default Filter'),
            detail: l10n.t('Listed first when you choose a filter'),
            value: true,
          },
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
      message: l10n.t('Replace node filter "{0}" of {1}?', name, project.name),
      detail: l10n.t('Previous filter: {0}', before.filter),
      verb: l10n.t('Replace'),
    });
    if (!sure) return;
  }
  await client.saveNodeFilter({ params: { ...params, name }, body });
  await prompts.inform(l10n.t('Node filter "{0}" saved in {1}.', name, project.name));
};

const commandTitle = () => l10n.t('Delete Node Filter');

/** Deletes a saved node filter of a project, after a confirmation. */
export const deleteNodeFilter: Command = async (context, subject) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, commandTitle());
  if (project === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(project.name) };
  const filters = await client.listNodeFilters({ params });
  const filter = await prompts.choose({
    title: commandTitle(),
    placeHolder:
      filters.length === 0
        ? l10n.t('{0} has no saved node filters', project.name)
        : l10n.t('Choose a node filter'),
    choices: filters.map((it) => ({ label: it.name, description: it.filter, value: it })),
  });
  if (filter === undefined) return;
  const sure = await prompts.confirm({
    message: l10n.t('Delete node filter "{0}" of {1}?', filter.name, project.name),
    detail: `${filter.filter}\n\n${l10n.t('Deletes the filter for everyone in this project. Running executions are not affected.')}`,
    verb: l10n.t('Delete'),
  });
  if (sure) await client.deleteNodeFilter({ params: { ...params, name: filter.name } });
};
