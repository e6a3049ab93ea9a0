import type { WorkflowState } from '../../../../protocol/routes/shapes/workflow-state-shapes.ts';

/** Returns the file `state-ID.state.json`. Times have no fractions of seconds, which Rundeck cannot read. */
export function stateJson(state: WorkflowState): string {
  return JSON.stringify(state, (key, value: unknown) =>
    key.endsWith('Time') && typeof value === 'string' ? value.replace(/\.\d+Z$/, 'Z') : value,
  );
}
