import type { ParseNodes } from '../../job-language/node-formats/sound-nodes.ts';
import { LatestFew } from '../../job-language/node-sources/latest-few.ts';
import type { Inventory } from '../../job-language/nodes/inventory.ts';
import type { Node } from '../../job-language/nodes/node.ts';
import { nodeKeyPathsOf } from '../../job-language/nodes/trust/key-paths.ts';
import type { SourceTrust } from '../../job-language/nodes/trust/merge-sources.ts';
import type { DroppedFromSource } from '../../job-language/nodes/trust/untrusted-nodes.ts';
import type { NodeFormat } from '../../protocol/entities/node-format.ts';
import { describeSource } from '../../protocol/entities/node-source.ts';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { ReplicaRegistry } from '../dispatch/ports.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorSnapshot,
} from '../store/definitions/coordinator-definitions.ts';
import type { InventoryRecord } from '../store/definitions/records/inventory-record.ts';
import type { Listeners } from '../store/listeners.ts';
import { hasSameItems, InventoryMerge, type LimitedInventory, NOTHING_DROPPED } from './inventory-merge.ts';
import type { ProjectSource, ProjectSources } from './project-sources.ts';
import { COORDINATOR } from './read-source.ts';
import { RunnerNodes } from './runner-nodes.ts';
import type { SourceView } from './source-state.ts';

/** Index of the source with the nodes that a project stores, the only writable source. */
export const STORED_SOURCE = 1;
/** Index of the source with the hosts of the coordinator and of the runners. */
const HOST_SOURCE = 2;

/** Maximum number of projects whose results are cached. */
const MOST_REMEMBERED = 64;

export interface ProjectInventoriesParts {
  readonly definitions: CoordinatorDefinitions;
  readonly sources: ProjectSources;
  readonly changes: Pick<Listeners<ProjectName>, 'add'>;
  readonly registry: Pick<ReplicaRegistry, 'replicasOf'>;
  /** The coordinator's host as a node. */
  readonly localNode: Node;
  /** Parses node lists. */
  readonly parse: ParseNodes;
}

/** A source of a project's nodes, with its result. Times are epoch ms. */
export interface InventorySource {
  /** Starts at 1. */
  readonly index: number;
  /** Number in the project's configuration. */
  readonly number?: number;
  readonly type: string;
  readonly description: string;
  readonly writeable: boolean;
  readonly trust: SourceTrust;
  /** Attributes and nodes that were dropped because the source may not set them. */
  readonly dropped: DroppedFromSource;
  /** The accepted nodes of the source. */
  readonly nodes: readonly Node[];
  /** Number of nodes of the source, including dropped ones. */
  readonly count: number;
  /** Why the last read failed. The nodes are then those of the last successful read. */
  readonly problem?: string;
  /** Whether there is a problem and the nodes include cached nodes. */
  readonly stale: boolean;
  readonly readAt?: number;
  /** Name of the runner or coordinator that read the source last. */
  readonly by?: string;
  readonly refreshing: boolean;
}

/**
 * The nodes of projects, from their sources: stored nodes, the hosts of the coordinator and of runners, and the
 * sources in the project's configuration. `mergeSources` decides which of several nodes with the same name is used.
 */
export class ProjectInventories implements Inventory {
  /** Notifies of projects whose configured sources have new results. */
  readonly changes: Pick<Listeners<ProjectName>, 'add'>;
  readonly #parts: ProjectInventoriesParts;
  readonly #runnerNodes: RunnerNodes;
  readonly #stored = new LatestFew<readonly Node[]>(MOST_REMEMBERED);
  readonly #merges = new Map<ProjectName, InventoryMerge>();
  readonly #hosts = new Map<ProjectName, readonly Node[]>();

  constructor(parts: ProjectInventoriesParts) {
    this.#parts = parts;
    this.#runnerNodes = new RunnerNodes(parts.registry);
    this.changes = parts.changes;
  }

  async nodes(project: ProjectName): Promise<readonly Node[]> {
    return (await this.#limited(project)).nodes;
  }

  /** Returns every source with its result, ordered by index; none for a project that does not exist. */
  async sources(project: ProjectName): Promise<readonly InventorySource[]> {
    return (await this.#limited(project)).sources;
  }

  async #limited(project: ProjectName): Promise<LimitedInventory> {
    const snapshot = await this.#parts.definitions.snapshot();
    if (snapshot.get('projects', project) === undefined) return { sources: [], nodes: [] };
    const configured = this.#parts.sources.of(project);
    const [stored, ...views] = await Promise.all([
      this.#storedSource(snapshot, project),
      ...configured.map(({ state }) => state.view()),
    ]);
    const sources = [
      stored,
      this.#hostSource(snapshot, project),
      ...views.map((view, index) => configuredSource(view, index, configured)),
    ];
    return this.#mergeOf(project).limited(sources, keyPathsOf(snapshot, project));
  }

  /**
   * Returns the last results without reading or waiting for anything. The stored source has no nodes, only the count
   * that was recorded when it was written.
   */
  async overview(snapshot: CoordinatorSnapshot, project: ProjectName): Promise<InventorySource[]> {
    const stored = snapshot.get('inventories', project);
    const configured = this.#parts.sources.of(project);
    const sources = [
      { ...STORED, count: stored?.nodeCount ?? 0, nodes: NONE },
      this.#hostSource(snapshot, project),
      ...configured.map(({ state }, index) => configuredSource(state.current(), index, configured)),
    ];
    return this.#mergeOf(project).overview(sources, keyPathsOf(snapshot, project));
  }

  /** Parses nodes. Throws `nodes-invalid`. */
  read(text: string, format: NodeFormat): Promise<readonly Node[]> {
    return this.#parts.parse(text, format);
  }

  /** Reads the configured sources again, or only the one with this index. Resolves once they were read. */
  async refresh(project: ProjectName, index?: number): Promise<void> {
    const sources = this.#parts.sources.of(project);
    const chosen = sources.filter((_, place) => index === undefined || index === place + HOST_SOURCE + 1);
    await Promise.all(chosen.map(({ state }) => state.refresh()));
  }

  #mergeOf(project: ProjectName): InventoryMerge {
    const merge = this.#merges.get(project) ?? new InventoryMerge();
    remember(this.#merges, project, merge);
    return merge;
  }

  async #storedSource(snapshot: CoordinatorSnapshot, project: ProjectName): Promise<InventorySource> {
    const record = snapshot.get('inventories', project);
    try {
      const nodes = record === undefined ? NONE : await this.#storedNodes(record);
      return { ...STORED, nodes, count: nodes.length };
    } catch (error) {
      return { ...STORED, nodes: NONE, count: 0, problem: explain(error) };
    }
  }

  #storedNodes({ textHash, format }: InventoryRecord): Promise<readonly Node[]> {
    return this.#stored.get(`${format} ${textHash}`, async () =>
      this.read(await this.#parts.definitions.text(textHash), format),
    );
  }

  #hostSource(snapshot: CoordinatorSnapshot, project: ProjectName): InventorySource {
    const { localNode } = this.#parts;
    const description = 'The hosts of the coordinator and of the runners';
    const head = { index: HOST_SOURCE, type: 'local', description, writeable: false, trust: 'host' } as const;
    const nodes = [localNode, ...this.#runnerNodes.of(snapshot, project)];
    // Reuse the array for the same nodes, so that results cached by it remain valid.
    const known = this.#hosts.get(project);
    const same = known !== undefined && hasSameItems(known, nodes) ? known : nodes;
    remember(this.#hosts, project, same);
    const state = { by: COORDINATOR, stale: false, refreshing: false, dropped: NOTHING_DROPPED };
    return { ...head, nodes: same, count: same.length, ...state };
  }
}

/** Adds an entry as the most recently used one. Evicts the least recently used entry if there are too many. */
function remember<Value>(known: Map<ProjectName, Value>, project: ProjectName, value: Value): void {
  known.delete(project);
  known.set(project, value);
  const [oldest] = known.keys();
  if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
}

function keyPathsOf(snapshot: CoordinatorSnapshot, project: ProjectName): readonly string[] {
  return nodeKeyPathsOf(snapshot.get('projects', project)?.config ?? {}) ?? [];
}

const NONE: readonly Node[] = [];
const STORED = {
  index: STORED_SOURCE,
  type: 'stored',
  description: 'Nodes that the project stores',
  writeable: true,
  trust: 'stored',
  dropped: NOTHING_DROPPED,
  by: COORDINATOR,
  stale: false,
  refreshing: false,
} as const;

function configuredSource(
  { configured, nodes, problem, stale, readAt, by, refreshing }: SourceView,
  place: number,
  sources: readonly ProjectSource[],
): InventorySource {
  const { source, type, number } = configured;
  return {
    number,
    index: HOST_SOURCE + 1 + place,
    type,
    description: source.kind === 'usable' ? describeSource(source.source) : '',
    writeable: false,
    trust: sources[place]?.trusted === true ? 'trusted' : 'untrusted',
    dropped: NOTHING_DROPPED,
    nodes,
    count: nodes.length,
    stale,
    refreshing,
    ...(problem === undefined ? {} : { problem }),
    ...(readAt === undefined ? {} : { readAt }),
    ...(by === undefined ? {} : { by }),
  };
}
