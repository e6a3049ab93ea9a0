import type { WorkflowPreview } from './workflow-preview.ts';

/** Whether there is a runner for everything that a workflow does: for each node, and for what is done once. */
export function isServed({
  nodes,
  steps,
  runners,
}: Pick<WorkflowPreview, 'nodes' | 'steps' | 'runners'>): boolean {
  const own = nodes.filter((node) => node.runners === undefined);
  const needsOwn = own.length > 0 || nodes.length === 0 || steps.some(({ perNode }) => !perNode);
  return (
    (!needsOwn || runners.names.length > 0) &&
    nodes.every((node) => node.runners === undefined || node.runners.names.length > 0)
  );
}
