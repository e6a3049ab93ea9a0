import type { StepPlacement } from '../../../job-language/plan/step-placement.ts';
import { type CoordinatorSnapshot, settingsOf } from '../../store/definitions/coordinator-definitions.ts';

/** Returns where the settings allow steps to be executed. */
export function stepPlacement(snapshot: CoordinatorSnapshot): StepPlacement {
  const { localExecutor, plugins } = settingsOf(snapshot);
  return { localExecutorDisabled: localExecutor.disabled, ...plugins };
}
