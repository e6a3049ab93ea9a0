import { isDeepStrictEqual } from 'node:util';
import type { ParseNodes } from '../../job-language/node-formats/sound-nodes.ts';
import { LatestFew } from '../../job-language/node-sources/latest-few.ts';
import type { Inventory } from '../../job-language/nodes/inventory.ts';
import type { Node } from '../../job-language/nodes/node.ts';
import { nodeKeyPathsOf } from '../../job-language/nodes/trust/key-paths.ts';
import type { SourceTrust } from '../../job-language/nodes/trust/merge-sources.ts';
import type { DroppedFromSource } from '../../job-language/nodes/trust/untrusted-nodes.ts';
import type { InventoryRecord } from '../../protocol/entities/inventory-record.ts';
import type { NodeFormat } from '../../protocol/entities/node-format.ts';
import { describeSource } from '../../protocol/entities/node-source.ts';
import { explain } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { ReplicaRegistry } from '../dispatch/ports.ts';
import type {
  CoordinatorDefinitions,
  CoordinatorSnapshot,
} from '../store/definitions/coordinator-definitions.ts';
import type { Listeners } from '../store/listeners.ts';
import { InventoryMerge, type LimitedInventory, NOTHING_DROPPED } from './inventory-merge.ts';
import type { ProjectSource, ProjectSources } from './project-sources.ts';
import { COORDINATOR } from './read-source.ts';
import { runnerNodes } from './runner-nodes.ts';
import type { SourceView } from './source-state.ts';

/** Number of the source that a project stores; it is the one that is written to. */
export const STORED_SOURCE = 1;
const HOST_SOURCE = 2;

const MOST_REMEMBERED = 64;

export interface ProjectInventoriesParts {
  readonly definitions: CoordinatorDefinitions;
  readonly sources: ProjectSources;
  readonly changes: Pick<Listeners<ProjectName>, 'add'>;
  readonly registry: Pick<ReplicaRegistry, 'replicasOf'>;
  /** The coordinator's host as a node. */
  readonly localNode: Node;
  /** Reads texts of nodes. */
  readonly parse: ParseNodes;
}

/** A source of a project's nodes with what it answers. Times are epoch ms. */
export interface InventorySource {
  /** From 1. */
  readonly index: number;
  /** In the project's configuration. */
  readonly number?: number;
  readonly type: string;
  readonly description: string;
  readonly writeable: boolean;
  readonly trust: SourceTrust;
  /** What was dropped because the source may not set it. */
  readonly dropped: DroppedFromSource;
  /** Its nodes, without those that were dropped. */
  readonly nodes: readonly Node[];
  /** The number of its nodes, including those that were dropped. */
  readonly count: number;
  /** What keeps it from being read; the nodes are those of the last good reading then. */
  readonly problem?: string;
  /** There is such a problem, and nodes of before are among these. */
  readonly stale: boolean;
  readonly readAt?: number;
  /** Who read it last. */
  readonly by?: string;
  readonly refreshing: boolean;
}

/**
 * The nodes of projects, from their sources: what is stored, the hosts of the coordinator and of runners, and those that the project's
 * configuration names. `mergeSources` decides which of several nodes of one name counts.
 */
export class ProjectInventories implements Inventory {
  /** Told of projects of which a configured source answers otherwise than before. */
  readonly changes: Pick<Listeners<ProjectName>, 'add'>;
  readonly #parts: ProjectInventoriesParts;
  readonly #stored = new LatestFew<readonly Node[]>(MOST_REMEMBERED);
  readonly #merges = new Map<ProjectName, InventoryMerge>();
  readonly #hosts = new Map<ProjectName, readonly Node[]>();

  constructor(parts: ProjectInventoriesParts) {
    this.#parts = parts;
    this.changes = parts.changes;
  }

  async nodes(project: ProjectName): Promise<readonly Node[]> {
    return (await this.#limited(project)).nodes;
  }

  /** Every source with what it answers, in the order of their numbers; none of a project that does not exist. */
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

  /** As sources were read last; nothing is read, or waited for. What is stored counts as it was counted when it was written. */
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

  /** The nodes of a text. Throws `nodes-invalid`. */
  read(text: string, format: NodeFormat): Promise<readonly Node[]> {
    return this.#parts.parse(text, format);
  }

  /** Reads sources again, all of them or one by its number; resolves when they were. */
  async refresh(project: ProjectName, index?: number): Promise<void> {
    const sources = this.#parts.sources.of(project);
    const meant = index === undefined ? sources : sources.slice(index - HOST_SOURCE - 1, index - HOST_SOURCE);
    await Promise.all(meant.map(({ state }) => state.refresh()));
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
    const { localNode, registry } = this.#parts;
    const description = 'The hosts of the coordinator and of the runners';
    const head = { index: HOST_SOURCE, type: 'local', description, writeable: false, trust: 'host' } as const;
    const nodes = [localNode, ...runnerNodes(snapshot, project, registry)];
    // The same array for the same nodes: what was made of it needs not be made again.
    const known = this.#hosts.get(project);
    const same = known !== undefined && isDeepStrictEqual(known, nodes) ? known : nodes;
    remember(this.#hosts, project, same);
    const state = { by: COORDINATOR, stale: false, refreshing: false, dropped: NOTHING_DROPPED };
    return { ...head, nodes: same, count: same.length, ...state };
  }
}

/** Forgets the one that was asked for longest ago, where there are too many. */
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
  description: 'What the project stores',
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
    ...{ nodes, count: nodes.length, stale, refreshing },
    ...(problem === undefined ? {} : { problem }),
    ...(readAt === undefined ? {} : { readAt }),
    ...(by === undefined ? {} : { by }),
  };
}
