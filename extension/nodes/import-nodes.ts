import { formatOfFile, formatOfText, mediaTypeOfNodes } from '../../protocol/entities/node-format.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { NodeEntries } from '../../protocol/routes/shapes/node-shapes.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { counted } from '../model/display-text.ts';
import { STORED } from './node-sources-node.ts';

/** Replaces the stored nodes of a project with those of a file. Asks for confirmation if there are stored nodes. */
export const importNodes: Command = async (context, subject) => {
  const { editor, prompts } = context;
  const project = await pickProject(context, subject, 'Import Nodes');
  if (project === undefined) return;
  const [file] = await prompts.openFiles({
    title: `Import Nodes into ${project.name}`,
    label: 'Import',
    filters: { Nodes: ['yaml', 'yml', 'json', 'xml'] },
  });
  if (file === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(project.name), index: STORED };
  const before = await client.listSourceNodes({ params, query: { format: 'json' } });
  const stored = Object.keys(NodeEntries.parse(JSON.parse(before.text === '' ? '{}' : before.text))).length;
  if (stored > 0) {
    const sure = await prompts.confirm({
      message: `Replace the ${counted(stored, 'node')} of ${project.name}?`,
      detail: 'The nodes of the file replace all nodes that the project stores.',
      verb: 'Replace',
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
  await prompts.inform(`${counted(count, 'node')} imported into ${project.name}.`);
};
