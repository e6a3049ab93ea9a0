import { RunnerId } from '../../protocol/ids.ts';
import type { Node } from './node.ts';
import type { NodeFilter } from './node-filter.ts';

/** Attribute of a node that is the host of a runner: the runner's id. Only that runner executes steps there. */
export const RUNNER_ID_ATTRIBUTE = 'runner-id';
/** Attribute with the value `true` of each host that the coordinator adds for a runner. */
export const RUNNER_ATTRIBUTE = 'runner';
/** Attribute of such a host: the tags of the runner, separated by commas. Filters read it like `tags`. */
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

/**
 * Returns the tags of the runner whose host the node is. They select runners, and are not tags of the node.
 */
export function runnerTagsOf({ attributes }: Attributes): string[] {
  const tags = attributes[RUNNER_TAGS_ATTRIBUTE]?.split(',') ?? [];
  return tags.map((tag) => tag.trim()).filter((tag) => tag !== '');
}

/**
 * Returns whether a filter may select a node. A host that the coordinator adds for a runner must be asked for: by
 * `runner`, by `runnerTags`, or by its whole name. An existing filter such as `.*` thus selects the same nodes after a
 * runner was added.
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
