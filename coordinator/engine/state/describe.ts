import type { Grantee } from '../events/events.ts';
import { workflowOf } from './draft.ts';
import { columnIndexOf, columnName, plannedAt, stepContext } from './places.ts';
import type { ExecutionState, Place } from './state.ts';

/** Returns the name of the node at a place. The name of a runner's host is empty until a runner takes a step. */
export function nodeName(state: ExecutionState, { workflow, cell }: Place): string {
  const at = workflowOf(state, workflow);
  return columnName(at, columnIndexOf(at.plan, cell));
}

export function contextOf(state: ExecutionState, { workflow, cell, inHandler }: Place): string {
  return stepContext(workflowOf(state, workflow), cell, inHandler);
}

export function stepLabel(state: ExecutionState, place: Place): string {
  return plannedAt(state, place).label;
}

/** Returns the step at a place as the subject of a sentence: `Step 1 (Deploy) on web1`. */
export function subjectOf(state: ExecutionState, place: Place): string {
  const label = stepLabel(state, place);
  const node = nodeName(state, place);
  const what = `Step ${contextOf(state, place)}${label === '' ? '' : ` (${label})`}`;
  return `${what}${node === '' ? '' : ` on ${node}`}`;
}

export function granteeName(grantee: Grantee): string {
  return `replica ${grantee.replicaId} of runner ${grantee.runnerName}`;
}

/** Returns the step context and node of a log line. */
export function whereabouts(state: ExecutionState, place: Place): { stepctx: string; node: string } {
  return { stepctx: contextOf(state, place), node: nodeName(state, place) };
}
