import { whereabouts } from '../state/describe.ts';
import { findAttempt } from '../state/open-operation.ts';
import type { ExecutionState } from '../state/state.ts';

/** Returns the step context and node of an operation; undefined if the execution has no such operation. */
export function operationPlace(
  state: ExecutionState,
  sequence: number,
): { readonly stepctx: string; readonly node: string } | undefined {
  const { imported } = state.request;
  if (imported !== undefined) return imported.places[sequence - 1];
  const found = findAttempt(state, sequence);
  return found === undefined ? undefined : whereabouts(state, found.place);
}
