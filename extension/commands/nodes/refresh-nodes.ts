import { ProjectName } from '../../../protocol/ids.ts';
import { counted } from '../../model/display-text.ts';
import { type Command, clientOf } from '../command.ts';
import { pickProject } from '../pick.ts';

/** Reads the sources of a project's nodes again, all of them or the row's, and says what came of it. */
export const refreshNodes: Command = async (context, subject) => {
  const project = await pickProject(context, subject, 'Refresh Nodes');
  if (project === undefined) return;
  const params = { project: ProjectName.parse(project.name) };
  const source = subject.kind === 'node-source' ? subject.index : undefined;
  const client = clientOf(context);
  const sources = await context.prompts.progress({
    title: `Reading the nodes of ${project.name}`,
    run: (_, signal) => client.refreshNodes({ params, query: { source }, signal }),
  });
  if (sources === undefined) return;
  const meant = sources.filter(({ index }) => source === undefined || index === source);
  const failed = meant.filter(({ errors }) => errors !== undefined);
  const [first] = failed;
  if (first !== undefined) {
    const more = failed.length === 1 ? '' : ` And ${failed.length - 1} more.`;
    await context.prompts.warn(`Source ${first.index} of ${project.name}: ${first.errors ?? ''}${more}`);
    return;
  }
  const nodes = meant.reduce((sum, { state }) => sum + state.nodes, 0);
  await context.prompts.inform(
    `${counted(nodes, 'node')} of ${project.name}, from ${counted(meant.length, 'source')}.`,
  );
};
