import type { PlanNode } from '../../protocol/plan/workflow-plan.ts';

/** Executors of nodes that replicas have. */
const KNOWN: ReadonlySet<string> = new Set(['local']);

/** Why nothing can be executed on a node; undefined where it can. */
export function executorProblem(node: PlanNode): string | undefined {
  if (node.kind === 'runner-host' || KNOWN.has(node.executor)) return undefined;
  return `node ${node.name} has the node executor ${node.executor}, which is not available here`;
}
