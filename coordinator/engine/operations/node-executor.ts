import { copierKind } from '../../../job-language/nodes/file-copiers.ts';
import { EXECUTOR_NAMES, executorKind } from '../../../job-language/nodes/node-executors.ts';
import type { InventoryNode, PlanNode } from '../../../job-language/plan/workflow-plan.ts';
import type { ExecutionRequested } from '../events/events.ts';

/** Why nothing can be executed on a node; undefined where it can. */
export function executorProblem(
  node: PlanNode,
  { reachesNoNodes }: Pick<ExecutionRequested, 'reachesNoNodes'>,
): string | undefined {
  if (reachesNoNodes && isRemote(node))
    return `node ${node.name} is reached by an executor that was not available yet when the execution was begun`;
  if (node.kind === 'runner-host' || executorKind(node.executor) !== undefined) return undefined;
  return `node ${node.name} has the node executor "${node.executor}", which is not available here; those that are: ${EXECUTOR_NAMES.join(', ')}`;
}

/** Whether a runner has to know the node for what it does there: it reaches it, or brings scripts to their place. */
export function isGranted(node: PlanNode): node is InventoryNode {
  if (node.kind === 'runner-host') return false;
  const { copier } = node;
  return isRemote(node) || (copier !== undefined && copierKind(copier) !== 'local');
}

/** Whether a runner reaches the node over the network: there is nothing to prepare before the grant. */
export function isRemote(node: PlanNode): boolean {
  return node.kind === 'inventory' && executorKind(node.executor) !== 'local';
}
