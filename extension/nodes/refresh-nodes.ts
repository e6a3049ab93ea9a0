import * as l10n from '@vscode/l10n';
import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { counted } from '../model/display-text.ts';

/** Makes the coordinator read one or all node sources of a project again, and shows the result. */
export const refreshNodes: Command = async (context, subject) => {
  const project = await pickProject(context, subject, l10n.t('Refresh Nodes'));
  if (project === undefined) return;
  const params = { project: ProjectName.parse(project.name) };
  const source = subject.kind === 'node-source' ? subject.index : undefined;
  const client = clientOf(context);
  const sources = await context.prompts.progress({
    title: l10n.t('Reading the nodes of {0}', project.name),
    run: (_, signal) => client.refreshNodes({ params, query: { source }, signal }),
  });
  if (sources === undefined) return;
  const meant = sources.filter(({ index }) => source === undefined || index === source);
  const failed = meant.filter(({ errors }) => errors !== undefined);
  const [first] = failed;
  if (first !== undefined) {
    const problem = l10n.t('Source {0} of {1}: {2}', first.index, project.name, first.errors ?? '');
    await context.prompts.warn(
      failed.length === 1 ? problem : `${problem} ${l10n.t('And {0} more.', failed.length - 1)}`,
    );
    return;
  }
  const nodes = meant.reduce((sum, { state }) => sum + state.nodes, 0);
  await context.prompts.inform(
    l10n.t(
      'Read {0} of {1} from {2}.',
      counted(nodes, 'node'),
      project.name,
      counted(meant.length, 'source'),
    ),
  );
};
