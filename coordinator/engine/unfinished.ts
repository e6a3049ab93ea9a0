import { mapValues } from './number-map.ts';
import type { ExecutionState, LastingCommand } from './state.ts';

/** Commands to give again after a replay, with the numbers they had: what they ask for is not known to be done. */
export function unfinished(state: ExecutionState): readonly LastingCommand[] {
  return [...mapValues(state.pending)];
}
