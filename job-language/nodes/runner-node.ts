import { RunnerId } from '../../protocol/ids.ts';
import type { Node } from './node.ts';

/** Attribute of a node that is the host of a runner: the runner's id. Only that runner executes steps there. */
export const RUNNER_ID_ATTRIBUTE = 'runner-id';

/** The runner whose host the node is. Undefined if it is reached from a runner, or is the coordinator's host. */
export function runnerOfNode({ attributes }: Pick<Node, 'attributes'>): RunnerId | undefined {
  const id = attributes[RUNNER_ID_ATTRIBUTE];
  return id === undefined ? undefined : RunnerId.safeParse(id.trim()).data;
}
