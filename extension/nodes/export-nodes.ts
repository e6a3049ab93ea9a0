import { formatOfFile } from '../../protocol/entities/node-format.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { STORED } from './node-sources-node.ts';

const TITLE = 'Export Nodes';

/**
 * Writes the stored nodes of a project, or the nodes of one or all of its sources, to a file. The file extension
 * determines the format.
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
          placeHolder: 'Choose the nodes to export',
          choices: [
            {
              label: 'Stored',
              detail: 'Nodes that the project stores, which “Import Nodes…” replaces',
              value: STORED,
            },
            { label: 'All', detail: 'Nodes of all sources, as jobs see them', value: 'all' },
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
