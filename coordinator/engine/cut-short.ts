import { changeWorkflow, type Draft, workflowOf } from './draft.ts';
import { mapSet } from './number-map.ts';
import { closeOperation, type OpenOperation } from './open-operation.ts';
import { columnAt, columnIndexOf } from './places.ts';
import type { Place } from './state.ts';

/** Closes an operation that its execution does not wait for: its node did not succeed, here and in the workflows above. */
export function cutShort(draft: Draft, operation: OpenOperation): void {
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
