import { RunnerId } from '../../protocol/ids.ts';
import type { Node } from './node.ts';
import type { NodeFilter } from './node-filter.ts';

/** Attribute of a node that is the host of a runner: the runner's id. Only that runner executes steps there. */
export const RUNNER_ID_ATTRIBUTE = 'runner-id';
/** Attribute that is `true` for each host that the coordinator adds as a node for a runner. */
export const RUNNER_ATTRIBUTE = 'runner';
/** Attribute of a runner's host: the tags of the runner, separated by commas. Node filters match it like `tags`. */
export const RUNNER_TAGS_ATTRIBUTE = 'runnerTags';

type Attributes = Pick<Node, 'attributes'>;

/**
 * Returns the runner whose host the node is. Undefined if the node is reached from a runner, or is the
 * coordinator's host.
 */
export function runnerOfNode({ attributes }: Attributes): RunnerId | undefined {
  const id = attributes[RUNNER_ID_ATTRIBUTE];
  return id === undefined ? undefined : RunnerId.safeParse(id.trim()).data;
}

/** Returns the tags of the runner whose host the node is. These tags select runners, and are not tags of the node. */
export function runnerTagsOf({ attributes }: Attributes): string[] {
  const tags = attributes[RUNNER_TAGS_ATTRIBUTE]?.split(',') ?? [];
  return tags.map((tag) => tag.trim()).filter((tag) => tag !== '');
}

/**
 * Returns a predicate for the nodes that a filter may select. The filter must contain `runner`, `runnerTags` or the
 * whole node name to select a host that the coordinator added for a runner. An existing filter such as `.*` thus still
 * selects the same nodes after a runner is added.
 */
export function mayBeSelected({ include }: NodeFilter): (node: Node) => boolean {
  if (include.has(RUNNER_ATTRIBUTE) || include.has(RUNNER_TAGS_ATTRIBUTE)) return () => true;
  const names = new Set(NAME_KEYS.flatMap((key) => include.get(key)?.value.split(',') ?? []));
  return (node) => names.has(node.name) || !isHostOfRunner(node);
}

const NAME_KEYS = ['name', 'nodename'];

function isHostOfRunner({ attributes }: Attributes): boolean {
  return attributes[RUNNER_ATTRIBUTE] === 'true' && attributes[RUNNER_ID_ATTRIBUTE] !== undefined;
}
