import { mapSet } from '../maps/number-map.ts';
import { changeWorkflow, type EngineDraft, workflowOf } from '../state/draft.ts';
import { closeOperation, type OpenOperation } from '../state/open-operation.ts';
import { columnAt, columnIndexOf } from '../state/places.ts';
import type { Place } from '../state/state.ts';

/**
 * Closes an operation for which its execution no longer waits. Counts the node as failed in the operation's workflow
 * and in all enclosing workflows.
 */
export function cutShort(draft: EngineDraft, operation: OpenOperation): void {
  closeOperation(draft, operation);
  for (let at: Place | undefined = operation.place; at !== undefined; ) {
    const workflow = workflowOf(draft.state, at.workflow);
    const index = columnIndexOf(workflow.plan, at.cell);
    const column = columnAt(workflow, index);
    const failed = { ...column, failed: column.failed + 1 };
    changeWorkflow(draft, workflow.id, { columns: mapSet(workflow.columns, index, failed) });
    at = workflow.parent;
  }
}
