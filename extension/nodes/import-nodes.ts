import * as l10n from '@vscode/l10n';
import { formatOfFile, formatOfText, mediaTypeOfNodes } from '../../protocol/entities/node-format.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { NodeEntries } from '../../protocol/routes/shapes/node-shapes.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { STORED } from './node-sources-node.ts';

/** Replaces the stored nodes of a project with those of a file. Asks for confirmation if there are stored nodes. */
export const importNodes: Command = async (context, subject) => {
  const { editor, prompts } = context;
  const project = await pickProject(context, subject, l10n.t('Import Nodes'));
  if (project === undefined) return;
  const [file] = await prompts.openFiles({
    title: l10n.t('Import Nodes into {0}', project.name),
    label: l10n.t('Import'),
    filters: { [l10n.t('Nodes')]: ['yaml', 'yml', 'json', 'xml'] },
  });
  if (file === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(project.name), index: STORED };
  const before = await client.listSourceNodes({ params, query: { format: 'json' } });
  const stored = Object.keys(NodeEntries.parse(JSON.parse(before.text === '' ? '{}' : before.text))).length;
  if (stored > 0) {
    const sure = await prompts.confirm({
      message:
        stored === 1
          ? l10n.t('Replace the 1 node of {0}?', project.name)
          : l10n.t('Replace the {0} nodes of {1}?', stored, project.name),
      detail: l10n.t('The nodes of the file replace all nodes that the project stores.'),
      verb: l10n.t('Replace'),
    });
    if (!sure) return;
  }
  const text = await editor.readFile(file);
  const mediaType = mediaTypeOfNodes(formatOfFile(file) ?? formatOfText(text));
  const answer = await client.setSourceNodes({
    params,
    query: { format: 'json' },
    body: { text, mediaType },
  });
  const count = Object.keys(NodeEntries.parse(JSON.parse(answer.text))).length;
  await prompts.inform(
    count === 1
      ? l10n.t('1 node imported into {0}.', project.name)
      : l10n.t('{0} nodes imported into {1}.', count, project.name),
  );
};
