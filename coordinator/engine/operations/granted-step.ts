import type { OperationStep } from '../../../job-language/plan/workflow-plan.ts';
import { workflowOf } from '../state/draft.ts';
import type { OpenOperation } from '../state/open-operation.ts';
import { plannedAt } from '../state/places.ts';
import type { ExecutionState } from '../state/state.ts';

/** The step of an operation and the secure values that it may read. `valuesFor` returns its other values. */
export interface GrantedStep {
  readonly step: OperationStep;
  /** Key of the job's secure values in the store: 0, or the sequence of the `resolve-reference` that added the job. */
  readonly secretScope: number;
  /** Names of the secure options that have a value. */
  readonly secureOptions: readonly string[];
}

/** Returns the step of an operation; undefined if the step at its place is not an operation. */
export function grantedStep(
  state: ExecutionState,
  { place }: Pick<OpenOperation, 'place'>,
): GrantedStep | undefined {
  const step = plannedAt(state, place);
  if (step.kind !== 'operation') return undefined;
  const { secretScope, secureOptions } = workflowOf(state, place.workflow);
  return { step, secretScope, secureOptions };
}
