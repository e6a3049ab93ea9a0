import { workflowOf } from './draft.ts';
import { mapGet } from './number-map.ts';
import type { OpenOperation } from './open-operation.ts';
import { cellAt, runOf } from './places.ts';
import type { ExecutionState } from './state.ts';

/** Any operation, open or over. */
export function findAttempt(state: ExecutionState, sequence: number): OpenOperation | undefined {
  const place = mapGet(state.operations, sequence);
  if (place === undefined) return undefined;
  const run = runOf(cellAt(workflowOf(state, place.workflow), place.cell), place.inHandler);
  const attempt =
    run?.attempt?.sequence === sequence
      ? run.attempt
      : run?.returned?.find((returned) => returned.sequence === sequence);
  return attempt === undefined ? undefined : { place, attempt };
}
