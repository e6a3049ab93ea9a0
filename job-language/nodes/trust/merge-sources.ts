import { eachSliced, filterSliced, type Sliced } from '../../../support/slices/sliced.ts';
import type { Node } from '../node.ts';
import { mergedNodes } from './merged-nodes.ts';
import { DropCounter, type Dropped } from './untrusted-nodes.ts';

/** The trust level of a source. `host` nodes are the hosts of the coordinator and of runners. */
export type SourceTrust = 'stored' | 'host' | 'trusted' | 'untrusted';

export interface SourcePart {
  readonly trust: SourceTrust;
  readonly nodes: readonly Node[];
}

/** The nodes of a source, without those that may not replace another node. */
export interface LimitedPart {
  readonly nodes: readonly Node[];
  readonly replacing: Dropped;
}

const NONE: Dropped = { count: 0, names: [] };

/**
 * Returns the nodes of each source, in order, without those that may not replace another node: an untrusted node is
 * dropped if a more trusted source has a node of the same name. Letter case is ignored.
 */
export function* limitReplacing(sources: readonly SourcePart[]): Sliced<LimitedPart[]> {
  const better = new Set<string>();
  for (const { trust, nodes } of sources)
    if (trust !== 'untrusted') yield* eachSliced(nodes, ({ name }) => better.add(name.toLowerCase()));
  const parts: LimitedPart[] = [];
  for (const { trust, nodes } of sources)
    parts.push(trust === 'untrusted' ? yield* withoutReplacing(nodes, better) : { nodes, replacing: NONE });
  return parts;
}

/**
 * Merges several sources into one inventory, with one node of each name. If several sources have a node of the same
 * name, stored nodes win over trusted sources, trusted sources over hosts, and hosts over untrusted sources. Among
 * sources of the same trust, the last one wins.
 *
 * @param parts the result of {@link limitReplacing} for these sources
 */
export function* mergeSources(
  sources: readonly Pick<SourcePart, 'trust'>[],
  parts: readonly LimitedPart[],
): Sliced<readonly Node[]> {
  const ordered = (['untrusted', 'host', 'trusted', 'stored'] as const).flatMap((rank) =>
    parts.filter((_, index) => sources[index]?.trust === rank).map(({ nodes }) => nodes),
  );
  return yield* mergedNodes(ordered);
}

function* withoutReplacing(nodes: readonly Node[], better: ReadonlySet<string>): Sliced<LimitedPart> {
  const replacing = new DropCounter();
  const kept = yield* filterSliced(nodes, ({ name }) => {
    const isFree = !better.has(name.toLowerCase());
    if (!isFree) replacing.add(name);
    return isFree;
  });
  const { count, names } = replacing.result();
  return count === 0 ? { nodes, replacing: NONE } : { nodes: kept, replacing: { count, names } };
}
