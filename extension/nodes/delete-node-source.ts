import { withoutSource } from '../../job-language/node-sources/edited-sources.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { ownValue } from '../../support/records/own-value.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { counted } from '../model/display-text.ts';

const TITLE = 'Delete Node Source';

/** Removes a node source from a project's configuration, after a confirmation. */
export const deleteNodeSource: Command = async (context, subject) => {
  const { prompts } = context;
  const project = await pickProject(context, subject, TITLE);
  if (project === undefined) return;
  const sources = (ownValue(context.model().nodeSources, project.name) ?? []).flatMap((source) =>
    source.number === undefined ? [] : [{ ...source, number: source.number }],
  );
  const source =
    subject.kind === 'node-source'
      ? sources.find(({ index }) => index === subject.index)
      : await prompts.choose({
          title: TITLE,
          placeHolder:
            sources.length === 0 ? `${project.name} has no source to delete` : 'Choose a node source',
          choices: sources.map((value) => ({
            label: value.description === '' ? value.type : value.description,
            description: `${value.type} · ${counted(value.nodes, 'node')}`,
            value,
          })),
        });
  if (source === undefined) return;
  const sure = await prompts.confirm({
    message: `Delete node source "${source.description === '' ? source.type : source.description}" of ${project.name}?`,
    detail: `The project loses the ${counted(source.nodes, 'node')} of this ${source.type} source.`,
    verb: 'Delete',
  });
  if (!sure) return;
  const params = { project: ProjectName.parse(project.name) };
  const client = clientOf(context);
  const { config, revision } = await client.getRevisedConfig({ params });
  await client.setRevisedConfig({ params, body: { config: withoutSource(config, source.number), revision } });
};
