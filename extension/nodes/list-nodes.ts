import * as l10n from '@vscode/l10n';
import type { Client } from '../../protocol/client/client.ts';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { NodeEntries } from '../../protocol/routes/shapes/node-shapes.ts';
import { counted, namesText } from '../model/display-text.ts';

/** Returns the names of the nodes that a filter selects, in order. An empty filter selects all. */
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

/** Describes the nodes that a filter selects, such as `2 nodes: web1, web2`, or the error. Never rejects. */
export async function selectionText(
  client: Pick<Client, 'listNodes'>,
  project: string,
  filter: string,
): Promise<string> {
  try {
    const names = await nodeNames(client, project, filter);
    return names.length === 0 ? l10n.t('No nodes') : `${counted(names.length, 'node')}: ${namesText(names)}`;
  } catch (error) {
    return explain(error);
  }
}
