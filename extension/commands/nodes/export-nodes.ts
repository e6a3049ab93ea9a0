import { formatOfFile } from '../../../protocol/entities/node-format.ts';
import { ProjectName } from '../../../protocol/ids.ts';
import { STORED } from '../../nodes/node-sources-node.ts';
import { type Command, clientOf } from '../command.ts';
import { pickProject } from '../pick.ts';

const TITLE = 'Export Nodes';

/**
 * Writes the nodes that a project stores, those of all its sources, or of the row's, to a file in the format of its name.
 */
export const exportNodes: Command = async (context, subject) => {
  const { editor, prompts } = context;
  const project = await pickProject(context, subject, TITLE);
  if (project === undefined) return;
  const index =
    subject.kind === 'node-source'
      ? subject.index
      : await prompts.choose<number | 'all'>({
          title: `${TITLE} of ${project.name}`,
          placeHolder: 'Which nodes',
          choices: [
            { label: 'Stored', detail: 'What Import Nodes… replaces', value: STORED },
            { label: 'All', detail: 'Of all sources, as jobs see them', value: 'all' },
          ],
        });
  if (index === undefined) return;
  const file = await prompts.saveFile({
    title: `${TITLE} (yaml, json or xml)`,
    label: 'Export',
    name: `${project.name.replace(/[^\w.-]+/g, '-')}-nodes.yaml`,
  });
  if (file === undefined) return;
  const client = clientOf(context);
  const params = { project: ProjectName.parse(project.name) };
  const query = { format: formatOfFile(file) ?? ('yaml' as const) };
  const { text } =
    index === 'all'
      ? await client.listNodes({ params, query })
      : await client.listSourceNodes({ params: { ...params, index }, query });
  await editor.writeFile(file, text === '' || text.endsWith('\n') ? text : `${text}\n`);
};
