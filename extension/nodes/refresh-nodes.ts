import { ProjectName } from '../../protocol/ids.ts';
import { type Command, clientOf } from '../commands/command.ts';
import { pickProject } from '../commands/pick.ts';
import { counted } from '../model/display-text.ts';

/** Makes the coordinator read one or all node sources of a project again, and shows the result. */
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
    `Read ${counted(nodes, 'node')} of ${project.name} from ${counted(meant.length, 'source')}.`,
  );
};
