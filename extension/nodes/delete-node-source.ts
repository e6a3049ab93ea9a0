import * as l10n from '@vscode/l10n';
import { withoutSource } from '../../job-language/node-sources/edited-sources.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { ownValue } from '../../support/records/own-value.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { counted } from '../model/display-text.ts';

const commandTitle = () => l10n.t('Delete Node Source');

/** Removes a node source from a project's configuration, after a confirmation. */
export const deleteNodeSource: Command = async (context, subject) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, commandTitle());
  if (project === undefined) return;
  const sources = (ownValue(context.model().nodeSources, project.name) ?? []).flatMap((source) =>
    source.number === undefined ? [] : [{ ...source, number: source.number }],
  );
  const source =
    subject.kind === 'node-source'
      ? sources.find(({ index }) => index === subject.index)
      : await prompts.choose({
          title: commandTitle(),
          placeHolder:
            sources.length === 0
              ? l10n.t('{0} has no source to delete', project.name)
              : l10n.t('Choose a node source'),
          choices: sources.map((value) => ({
            label: value.description === '' ? value.type : value.description,
            description: `${value.type} · ${counted(value.nodes, 'node')}`,
            value,
          })),
        });
  if (source === undefined) return;
  const sure = await prompts.confirm({
    message: l10n.t(
      'Delete node source "{0}" of {1}?',
      source.description === '' ? source.type : source.description,
      project.name,
    ),
    detail:
      source.nodes === 1
        ? l10n.t('The project loses the 1 node of this {0} source.', source.type)
        : l10n.t('The project loses the {0} nodes of this {1} source.', source.nodes, source.type),
    verb: l10n.t('Delete'),
  });
  if (!sure) return;
  const params = { project: ProjectName.parse(project.name) };
  const client = clientOf(context);
  const { config, revision } = await client.getRevisedConfig({ params });
  await client.setRevisedConfig({ params, body: { config: withoutSource(config, source.number), revision } });
};
