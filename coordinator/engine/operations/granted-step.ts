import type { OperationStep } from '../../../job-language/plan/workflow-plan.ts';
import { workflowOf } from '../state/draft.ts';
import type { OpenOperation } from '../state/open-operation.ts';
import { plannedAt } from '../state/places.ts';
import type { ExecutionState } from '../state/state.ts';

/** What an operation does, and whose secure values it may have. Its other values: `valuesFor`. */
export interface GrantedStep {
  readonly step: OperationStep;
  /** Where the secure values of its job are kept: 0, or the sequence of the `resolve-reference` that brought the job. */
  readonly secretScope: number;
  /** Names of those that there are. */
  readonly secureOptions: readonly string[];
}

/** Undefined where the place holds no operation. */
export function grantedStep(
  state: ExecutionState,
  { place }: Pick<OpenOperation, 'place'>,
): GrantedStep | undefined {
  const step = plannedAt(state, place);
  if (step.kind !== 'operation') return undefined;
  const { secretScope, secureOptions } = workflowOf(state, place.workflow);
  return { step, secretScope, secureOptions };
}
