import type { ExecutionId } from '../../protocol/ids.ts';
import type { WorkflowState } from '../../protocol/routes/shapes/workflow-state-shapes.ts';
import type { Undelivered } from './undelivered.ts';

/** The steps of an execution with an expanded row, and the notifications that were not delivered. */
export type StepsKnown =
  | { readonly kind: 'reading' }
  | {
      readonly kind: 'known';
      readonly state: WorkflowState;
      /** Set once the execution has ended, if a delivery failed. */
      readonly undelivered?: readonly Undelivered[];
    }
  | { readonly kind: 'unknown'; readonly problem: string };

/** Steps by execution. Only executions with an expanded row are present. */
export type StepsByExecution = ReadonlyMap<ExecutionId, StepsKnown>;

export const NO_STEPS: StepsByExecution = new Map();
