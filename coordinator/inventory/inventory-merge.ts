import type { Node } from '../../job-language/nodes/node.ts';
import { orderNodes } from '../../job-language/nodes/order-nodes.ts';
import { type MergedSources, mergeSources } from '../../job-language/nodes/trust/merge-sources.ts';
import {
  type Dropped,
  type DroppedFromSource,
  type LimitedNodes,
  limitUntrusted,
  NODE_LIMITS,
} from '../../job-language/nodes/trust/untrusted-nodes.ts';
import type { InventorySource } from './project-inventories.ts';

const NONE: Dropped = { count: 0, names: [] };
export const NOTHING_DROPPED: DroppedFromSource = { attributes: NONE, nodes: NONE };

/** Merges the inventory of one project, and caches the result while its sources do not change. */
export class InventoryMerge {
  /** By the list of nodes that was read. */
  #limited = new WeakMap<readonly Node[], LimitedNodes>();
  #limitedFor = '';
  #merged:
    | { readonly key: string; readonly of: readonly (readonly Node[])[]; readonly result: MergedSources }
    | undefined;
  #ordered: readonly Node[] = [];

  /** One node of each name, ordered by name, from the last call of {@link limited}. */
  get nodes(): readonly Node[] {
    return this.#ordered;
  }

  /** Returns the sources with the nodes that they may have, and what was dropped. */
  limited(sources: readonly InventorySource[], keyPaths: readonly string[]): readonly InventorySource[] {
    const read = this.#withoutForbidden(sources, keyPaths);
    const key = keyOf(sources, keyPaths);
    const of = sources.map(({ nodes }) => nodes);
    if (this.#merged?.key !== key || !isSame(this.#merged.of, of)) {
      const result = mergeSources(read);
      this.#merged = { key, of, result };
      this.#ordered = orderNodes(result.nodes);
    }
    return withoutReplacing(read, this.#merged.result);
  }

  /** Returns the same without reading the nodes that the project stores, which takes long; uses those of the last merge. */
  overview(sources: readonly InventorySource[], keyPaths: readonly string[]): InventorySource[] {
    const read = this.#withoutForbidden(sources, keyPaths);
    const [, ...of] = sources.map(({ nodes }) => nodes);
    const [, ...mergedOf] = this.#merged?.of ?? [];
    const isMerged = this.#merged?.key === keyOf(sources, keyPaths) && isSame(mergedOf, of);
    const [stored, ...others] = read;
    const { parts = [] } = (isMerged ? this.#merged?.result : undefined) ?? mergeSources(read);
    return [
      ...(stored === undefined ? [] : [stored]),
      ...withoutReplacing(others, { parts: parts.slice(1) }),
    ];
  }

  #withoutForbidden(sources: readonly InventorySource[], keyPaths: readonly string[]): InventorySource[] {
    const limitedFor = keyOf(sources, keyPaths);
    if (limitedFor !== this.#limitedFor) this.#limited = new WeakMap();
    this.#limitedFor = limitedFor;
    return sources.map((source) => {
      const { trust, nodes, number } = source;
      if (trust !== 'untrusted' || number === undefined) return source;
      const limited = this.#limited.get(nodes) ?? limitUntrusted(nodes, { number, keyPaths });
      this.#limited.set(nodes, limited);
      return { ...source, nodes: limited.nodes, dropped: limited.dropped };
    });
  }
}

/** Returns a key of everything except the nodes that limits and order depend on. */
function keyOf(sources: readonly InventorySource[], keyPaths: readonly string[]): string {
  return JSON.stringify([keyPaths, sources.map(({ number, trust }) => [number, trust])]);
}

function isSame(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}

function withoutReplacing(
  sources: readonly InventorySource[],
  { parts }: Pick<MergedSources, 'parts'>,
): InventorySource[] {
  return sources.map((source, index) => {
    const part = parts[index];
    if (part === undefined || part.replacing.count === 0) return source;
    const { attributes, nodes } = source.dropped;
    const dropped = { attributes, nodes: both(nodes, part.replacing) };
    return { ...source, nodes: part.nodes, dropped };
  });
}

function both(one: Dropped, other: Dropped): Dropped {
  return {
    count: one.count + other.count,
    names: [...one.names, ...other.names].slice(0, NODE_LIMITS.namesListed),
  };
}
