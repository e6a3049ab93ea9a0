import { copierKind } from '../../../job-language/nodes/file-copiers.ts';
import { EXECUTOR_NAMES, executorKind } from '../../../job-language/nodes/node-executors.ts';
import type { InventoryNode, PlanNode } from '../../../job-language/plan/workflow-plan.ts';

/** Returns why nothing can be executed on the node; undefined for a runner's host or if the executor is available. */
export function executorProblem(node: PlanNode): string | undefined {
  if (node.kind === 'runner-host' || executorKind(node.executor) !== undefined) return undefined;
  return `node ${node.name} has the node executor "${node.executor}", which is not available; available executors: ${EXECUTOR_NAMES.join(', ')}`;
}

/**
 * Returns whether a grant describes the node to the runner, because the runner connects to the node or copies scripts
 * to it.
 */
export function isDescribedInGrant(node: PlanNode): node is InventoryNode {
  if (node.kind === 'runner-host') return false;
  const { copier } = node;
  return isRemote(node) || (copier !== undefined && copierKind(copier) !== 'local');
}

/** Returns whether the runner connects to the node. If so, the runner cannot prepare the step before the grant. */
export function isRemote(node: PlanNode): boolean {
  return node.kind === 'inventory' && executorKind(node.executor) !== 'local';
}
