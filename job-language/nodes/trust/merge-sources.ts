import type { Node } from '../node.ts';
import { mergedNodes } from './merged-nodes.ts';
import { DropCounter, type Dropped } from './untrusted-nodes.ts';

/** The trust level of a source. `host` nodes are the hosts of the coordinator and of runners. */
export type SourceTrust = 'stored' | 'host' | 'trusted' | 'untrusted';

export interface SourcePart {
  readonly trust: SourceTrust;
  readonly nodes: readonly Node[];
}

export interface MergedSources {
  /** One node of each name. */
  readonly nodes: readonly Node[];
  /** For each source, in order: its nodes, without those that may not replace another node. */
  readonly parts: readonly { readonly nodes: readonly Node[]; readonly replacing: Dropped }[];
}

const NONE: Dropped = { count: 0, names: [] };

/**
 * Merges several sources into one inventory. If several sources have a node of one name, stored nodes win over trusted
 * sources, trusted sources over hosts, and hosts over untrusted sources; among equals, the last source wins. An untrusted
 * node is dropped if a more trusted source has its name, in any case. The order of sources of different trust does not
 * matter.
 */
export function mergeSources(sources: readonly SourcePart[]): MergedSources {
  const better = new Set<string>();
  for (const { trust, nodes } of sources)
    if (trust !== 'untrusted') for (const { name } of nodes) better.add(name.toLowerCase());
  const parts = sources.map(({ trust, nodes }) =>
    trust === 'untrusted' ? withoutReplacing(nodes, better) : { nodes, replacing: NONE },
  );
  const ordered = (['untrusted', 'host', 'trusted', 'stored'] as const).flatMap((rank) =>
    parts.filter((_, index) => sources[index]?.trust === rank).map(({ nodes }) => nodes),
  );
  return { nodes: mergedNodes(ordered), parts };
}

function withoutReplacing(
  nodes: readonly Node[],
  better: ReadonlySet<string>,
): MergedSources['parts'][number] {
  const replacing = new DropCounter();
  const kept = nodes.filter(({ name }) => {
    const isFree = !better.has(name.toLowerCase());
    if (!isFree) replacing.add(name);
    return isFree;
  });
  const { count, names } = replacing.result();
  return count === 0 ? { nodes, replacing: NONE } : { nodes: kept, replacing: { count, names } };
}
