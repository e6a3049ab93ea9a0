import type { StepPreview, WorkflowPreview } from '../../../protocol/routes/shapes/workflow-preview.ts';

/**
 * Returns whether there are runners for all work of a workflow: for each node, for the steps that run once, and for
 * referenced workflows. Without automatic dispatch, the workflow always needs the runners that it selects.
 */
export function isServed({
  nodes,
  steps,
  runners,
  automatic,
}: Pick<WorkflowPreview, 'nodes' | 'steps' | 'runners' | 'automatic'>): boolean {
  const all = steps.flatMap(withHandlers);
  const perNode = all.some((step) => isWork(step) && step.perNode);
  const own = perNode && (nodes.length === 0 || nodes.some((node) => node.runners === undefined));
  const needsOwn = automatic !== true || own || all.some((step) => isWork(step) && !step.perNode);
  return (
    (!needsOwn || runners.names.length > 0) &&
    (!perNode || nodes.every((node) => node.runners === undefined || node.runners.names.length > 0)) &&
    all.every(({ workflow }) => workflow === undefined || isServed(workflow))
  );
}

/**
 * Returns whether a step is dispatched. Of job references and conditionals, only the nested steps are dispatched. The
 * coordinator executes flow control.
 */
function isWork({ kind }: StepPreview): boolean {
  return kind !== 'reference' && kind !== 'conditional' && kind !== 'flow-control';
}

/** Returns a step with its nested steps and error handlers. */
function withHandlers(step: StepPreview): StepPreview[] {
  const { errorHandler, steps = [] } = step;
  return [
    step,
    ...steps.flatMap(withHandlers),
    ...(errorHandler === undefined ? [] : withHandlers(errorHandler)),
  ];
}
