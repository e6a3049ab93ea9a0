import { EXECUTOR_NAMES, executorKind } from '../../protocol/nodes/node-executors.ts';
import type { PlanNode } from '../../protocol/plan/workflow-plan.ts';

/** Why nothing can be executed on a node; undefined where it can. */
export function executorProblem(node: PlanNode): string | undefined {
  if (node.kind === 'runner-host' || executorKind(node.executor) !== undefined) return undefined;
  return `node ${node.name} has the node executor "${node.executor}", which is not available here; those that are: ${EXECUTOR_NAMES.join(', ')}`;
}

/** Whether a runner reaches the node over the network: there is nothing to prepare before the grant. */
export function isRemote(node: PlanNode): boolean {
  return node.kind === 'inventory' && executorKind(node.executor) !== 'local';
}
