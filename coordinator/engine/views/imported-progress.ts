import { operationId } from '../../../protocol/ids.ts';
import type { StepState } from '../../../protocol/routes/shapes/workflow-state-shapes.ts';
import type { ImportedHistory } from '../events/imported-history.ts';
import type { ExecutionState } from '../state/state.ts';
import type { StepProgress } from './step-progress.ts';

/** Returns the progress of the steps of an imported execution: one attempt for each step on each node. */
export function importedProgress(
  { request, ended }: ExecutionState,
  history: ImportedHistory,
): StepProgress[] {
  const states = new Map<string, StepState>();
  for (const [node, steps] of Object.entries(history.workflow.nodes))
    for (const { stepctx, executionState } of steps) states.set(`${stepctx} ${node}`, executionState);
  return history.places.map(({ stepctx, node }, index) => ({
    stepctx,
    label: '',
    node,
    state: states.get(`${stepctx} ${node}`) ?? history.workflow.executionState,
    operations: [
      {
        operationId: operationId(request.id, index + 1),
        attempt: 1,
        queuedAt: request.time,
        grantedAt: request.time,
        endedAt: ended?.time,
      },
    ],
  }));
}
