import type { InventoryRecord } from '../../protocol/entities/inventory-record.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { Inventory } from '../../protocol/nodes/inventory.ts';
import type { Node } from '../../protocol/nodes/node.ts';
import { orderNodes } from '../../protocol/nodes/order-nodes.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import { LatestFew } from './latest-few.ts';
import { configuredSources, InventoryFiles } from './nodes-file-source.ts';
import { askSource, type NodeSource, type SourceNodes, soundNodes } from './nodes-source.ts';

/** Number of the source that a project stores; it is the one that is written to. */
export const STORED_SOURCE = 1;

const MOST_INVENTORIES_REMEMBERED = 64;

export interface ProjectInventoriesParts {
  readonly definitions: CoordinatorDefinitions;
  /** The coordinator's host as a node. */
  readonly localNode: Node;
}

/**
 * The nodes of projects, from their sources: what is stored, the coordinator's host, and the files that the project's
 * configuration names. Of nodes of one name the stored one counts, then the one of the last file.
 */
export class ProjectInventories implements Inventory {
  readonly #parts: ProjectInventoriesParts;
  readonly #files = new InventoryFiles();
  readonly #stored = new LatestFew<readonly Node[]>(MOST_INVENTORIES_REMEMBERED);

  constructor(parts: ProjectInventoriesParts) {
    this.#parts = parts;
  }

  async nodes(project: ProjectName): Promise<readonly Node[]> {
    const [stored, ...others] = await this.sources(project);
    const all = [...others, ...(stored === undefined ? [] : [stored])].flatMap(({ nodes }) => nodes);
    return orderNodes([...new Map(all.map((node) => [node.name, node])).values()]);
  }

  /** Every source with what it answers, in the order of their numbers; none of a project that does not exist. */
  async sources(project: ProjectName): Promise<readonly SourceNodes[]> {
    const { definitions, localNode } = this.#parts;
    const snapshot = await definitions.snapshot();
    const found = snapshot.get('projects', project);
    if (found === undefined) return [];
    const sources = [
      this.#storedSource(snapshot.get('inventories', project)),
      hostSource(localNode),
      ...configuredSources(found.config, this.#files),
    ];
    return Promise.all(sources.map((source, index) => askSource(source, STORED_SOURCE + index)));
  }

  #storedSource(record: InventoryRecord | undefined): NodeSource {
    return {
      type: 'stored',
      description: 'What the project stores',
      writeable: true,
      nodes: async () => {
        if (record === undefined) return [];
        const { textHash, format } = record;
        return this.#stored.get(`${format} ${textHash}`, async () =>
          soundNodes(await this.#parts.definitions.text(textHash), format),
        );
      },
    };
  }
}

function hostSource(node: Node): NodeSource {
  return {
    type: 'local',
    description: 'The host of the coordinator',
    writeable: false,
    nodes: async () => [node],
  };
}
