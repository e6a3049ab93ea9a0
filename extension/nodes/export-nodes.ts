import * as l10n from '@vscode/l10n';
import { formatOfFile } from '../../protocol/entities/node-format.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { STORED } from './node-sources-node.ts';

const commandTitle = () => l10n.t('Export Nodes');

/**
 * Writes the stored nodes of a project, or the nodes of one or all of its sources, to a file. The file extension
 * determines the format.
 */
export const exportNodes: Command = async (context, subject) => {
  const { editor, prompts } = context;
  const project = await pickProject(context, subject, commandTitle());
  if (project === undefined) return;
  const index =
    subject.kind === 'node-source'
      ? subject.index
      : await prompts.choose<number | 'all'>({
          title: l10n.t('Export Nodes of {0}', project.name),
          placeHolder: l10n.t('Choose the nodes to export'),
          choices: [
            {
              label: l10n.t('Stored'),
              detail: l10n.t('Nodes that the project stores, which “Import Nodes…” replaces'),
              value: STORED,
            },
            { label: l10n.t('All'), detail: l10n.t('Nodes of all sources, as jobs see them'), value: 'all' },
          ],
        });
  if (index === undefined) return;
  const file = await prompts.saveFile({
    title: l10n.t('{0} (yaml, json or xml)', commandTitle()),
    label: l10n.t('Export'),
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
