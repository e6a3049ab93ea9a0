import type { Client } from '../../../protocol/client/client.ts';
import { ProjectName } from '../../../protocol/ids.ts';
import { NodeEntries, type NodeEntry } from '../../../protocol/routes/shapes/node-shapes.ts';
import type { Model } from '../../model/model.ts';

/** Maximum number of nodes of a project that are loaded for completion. */
const MOST_NODES = 5000;

type NodeClient = Pick<Client, 'listNodes'>;

interface Loaded {
  readonly client: NodeClient;
  readonly sources: Model['nodeSources'][string];
  readonly nodes: Promise<readonly NodeEntry[]>;
}

/** The nodes of projects. Loads them on first use, and again after a node source of the project changed. */
export class ProjectNodes {
  readonly #client: () => NodeClient | undefined;
  readonly #onFailed: (error: unknown) => void;
  readonly #loaded = new Map<string, Loaded>();

  constructor(client: () => NodeClient | undefined, onFailed: (error: unknown) => void) {
    this.#client = client;
    this.#onFailed = onFailed;
  }

  /**
   * Returns the nodes of a project. Returns no nodes if there are too many, or if they cannot be loaded. Never rejects.
   */
  async of(project: string, { nodeSources }: Model): Promise<readonly NodeEntry[]> {
    const client = this.#client();
    const sources = new Map(Object.entries(nodeSources)).get(project);
    if (client === undefined || sources === undefined) return [];
    const known = this.#loaded.get(project);
    if (known?.client === client && known.sources === sources) return known.nodes;
    if (sources.reduce((sum, source) => sum + source.nodes, 0) > MOST_NODES) return [];
    const nodes = load(client, project).catch((error: unknown) => {
      this.#onFailed(error);
      return [];
    });
    this.#loaded.set(project, { client, sources, nodes });
    return nodes;
  }
}

async function load(client: NodeClient, project: string): Promise<readonly NodeEntry[]> {
  const params = { project: ProjectName.parse(project) };
  const { text } = await client.listNodes({ params, query: { format: 'json' } });
  return Object.values(NodeEntries.parse(JSON.parse(text)));
}
