import type { Node } from '../../job-language/nodes/node.ts';
import { orderNodes } from '../../job-language/nodes/order-nodes.ts';
import {
  type LimitedPart,
  limitReplacing,
  mergeSources,
} from '../../job-language/nodes/trust/merge-sources.ts';
import {
  type Dropped,
  type DroppedFromSource,
  type LimitedNodes,
  limitUntrusted,
  NODE_LIMITS,
} from '../../job-language/nodes/trust/untrusted-nodes.ts';
import { inSlices, type Sliced } from '../../support/slices/sliced.ts';
import type { InventorySource } from './project-inventories.ts';

const NONE: Dropped = { count: 0, names: [] };
export const NOTHING_DROPPED: DroppedFromSource = { attributes: NONE, nodes: NONE };

/** The sources of one project with their accepted nodes, and the attributes and nodes that were dropped. */
interface LimitedSources {
  /** Key of all inputs except the lists of nodes in `of`. */
  readonly key: string;
  readonly of: readonly (readonly Node[])[];
  readonly sources: readonly LimitedNodes[];
  readonly parts: readonly LimitedPart[];
}

interface MergedInventory extends LimitedSources {
  /** One node per name, ordered by name. */
  readonly nodes: readonly Node[];
}

export interface LimitedInventory {
  readonly sources: readonly InventorySource[];
  /** One node per name, ordered by name. */
  readonly nodes: readonly Node[];
}

/** Merges the inventory of one project, and caches the result while its sources do not change. */
export class InventoryMerge {
  /** Accepted nodes, by the list of nodes that was read from the source. */
  #limited = new WeakMap<readonly Node[], LimitedNodes>();
  #limitedFor = '';
  readonly #merged = new LatestOf<MergedInventory>();
  readonly #overview = new LatestOf<LimitedSources>();

  /** Returns the sources with their accepted nodes, and the attributes and nodes that were dropped. */
  async limited(sources: readonly InventorySource[], keyPaths: readonly string[]): Promise<LimitedInventory> {
    const made = madeOf(sources, keyPaths);
    const merged = await this.#merged.get(made, () => this.#merge(sources, keyPaths, made));
    return { sources: withLimits(sources, merged), nodes: merged.nodes };
  }

  /**
   * Returns the sources like {@link limited}, but leaves the first source (the project's stored nodes) unchanged,
   * because reading it takes long. Reuses the last merge if the other sources are the same.
   */
  async overview(
    sources: readonly InventorySource[],
    keyPaths: readonly string[],
  ): Promise<InventorySource[]> {
    const made = madeOf(sources, keyPaths);
    const isMerged = ({ key, of }: MadeOf) => key === made.key && hasSameItems(of.slice(1), made.of.slice(1));
    const limited =
      (await this.#merged.find(isMerged)) ??
      (await this.#overview.get(made, () => this.#limit(sources, keyPaths, made)));
    const [stored, ...others] = sources;
    const rest = { sources: limited.sources.slice(1), parts: limited.parts.slice(1) };
    return [...(stored === undefined ? [] : [stored]), ...withLimits(others, rest)];
  }

  *#merge(
    sources: readonly InventorySource[],
    keyPaths: readonly string[],
    made: MadeOf,
  ): Sliced<MergedInventory> {
    const limited = yield* this.#limit(sources, keyPaths, made);
    const nodes = yield* orderNodes(yield* mergeSources(sources, limited.parts));
    return { ...limited, nodes };
  }

  *#limit(
    sources: readonly InventorySource[],
    keyPaths: readonly string[],
    made: MadeOf,
  ): Sliced<LimitedSources> {
    if (made.key !== this.#limitedFor) this.#limited = new WeakMap();
    this.#limitedFor = made.key;
    const known = this.#limited;
    const limited: LimitedNodes[] = [];
    for (const { trust, nodes, number } of sources) {
      if (trust !== 'untrusted' || number === undefined) limited.push({ nodes, dropped: NOTHING_DROPPED });
      else {
        const result = known.get(nodes) ?? (yield* limitUntrusted(nodes, { number, keyPaths }));
        known.set(nodes, result);
        limited.push(result);
      }
    }
    const parts = yield* limitReplacing(
      sources.map(({ trust }, index) => ({ trust, nodes: limited[index]?.nodes ?? [] })),
    );
    return { ...made, sources: limited, parts };
  }
}

/** The inputs of a cached result: the lists of nodes, and a key of all other inputs. */
interface MadeOf {
  readonly key: string;
  readonly of: readonly (readonly Node[])[];
}

/**
 * Caches the latest result of an expensive computation. Requests with equal inputs share the result, even while it is
 * pending.
 */
class LatestOf<Result extends MadeOf> {
  #latest: { readonly made: MadeOf; readonly result: Promise<Result> } | undefined;

  get(made: MadeOf, make: () => Sliced<Result>): Promise<Result> {
    const latest = this.#latest;
    if (latest?.made.key === made.key && hasSameItems(latest.made.of, made.of)) return latest.result;
    const result = inSlices(make());
    this.#latest = { made, result };
    result.catch(() => {
      if (this.#latest?.result === result) this.#latest = undefined;
    });
    return result;
  }

  find(isWanted: (made: MadeOf) => boolean): Promise<Result> | undefined {
    return this.#latest !== undefined && isWanted(this.#latest.made) ? this.#latest.result : undefined;
  }
}

function madeOf(sources: readonly InventorySource[], keyPaths: readonly string[]): MadeOf {
  return { key: keyOf(sources, keyPaths), of: sources.map(({ nodes }) => nodes) };
}

/** Returns the key of all inputs except the lists of nodes. */
function keyOf(sources: readonly InventorySource[], keyPaths: readonly string[]): string {
  return JSON.stringify([keyPaths, sources.map(({ number, trust }) => [number, trust])]);
}

/** Returns whether two lists have the same objects in the same order. */
export function hasSameItems(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}

function withLimits(
  sources: readonly InventorySource[],
  limited: Pick<LimitedSources, 'sources' | 'parts'>,
): InventorySource[] {
  return sources.map((source, index) => {
    const own = limited.sources[index];
    const part = limited.parts[index];
    if (own === undefined || part === undefined) return source;
    const { attributes, nodes } = own.dropped;
    const dropped =
      part.replacing.count === 0 ? own.dropped : { attributes, nodes: both(nodes, part.replacing) };
    return { ...source, nodes: part.nodes, dropped };
  });
}

function both(one: Dropped, other: Dropped): Dropped {
  return {
    count: one.count + other.count,
    names: [...one.names, ...other.names].slice(0, NODE_LIMITS.namesListed),
  };
}
