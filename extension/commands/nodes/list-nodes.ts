import type { Client } from '../../../protocol/client/client.ts';
import { ProjectName } from '../../../protocol/ids.ts';
import { NodeEntries } from '../../../protocol/routes/shapes/node-shapes.ts';

/** Names of the nodes of a project that a filter selects, in order; of all of them, where it is empty. */
export async function nodeNames(
  client: Pick<Client, 'listNodes'>,
  project: string,
  filter: string,
): Promise<readonly string[]> {
  const { text } = await client.listNodes({
    params: { project: ProjectName.parse(project) },
    query: { format: 'json', ...(filter === '' ? {} : { filter }) },
  });
  return Object.keys(NodeEntries.parse(JSON.parse(text)));
}
