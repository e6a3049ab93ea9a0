import type { ExecutionId } from '../../protocol/ids.ts';
import type { ExecutionState } from '../../protocol/routes/shapes/workflow-state-shapes.ts';

/** What is known of the steps of an execution whose row is open. */
export type StepsKnown =
  | { readonly kind: 'reading' }
  | { readonly kind: 'known'; readonly state: ExecutionState }
  | { readonly kind: 'unknown'; readonly problem: string };

/** By execution; those that nobody looks at are absent. */
export type StepsByExecution = ReadonlyMap<ExecutionId, StepsKnown>;

export const NO_STEPS: StepsByExecution = new Map();
