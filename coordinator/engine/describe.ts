import { columnAt } from './draft.ts';
import type { Grantee } from './events.ts';
import type { OpenOperation } from './open-operation.ts';
import { attemptId, type ExecutionState, placeOf, stepContext } from './state.ts';

/** Name of a node; empty until a runner took a step there. */
export function nodeName(state: ExecutionState, node: number): string {
  return state.request.plan.nodes[node]?.name ?? columnAt(state, node).name ?? '';
}

export function stepLabel(state: ExecutionState, index: number): string {
  return state.request.plan.steps[placeOf(state, index).step]?.label ?? '';
}

/** A cell as a sentence begins with it. */
export function subjectOf(state: ExecutionState, index: number): string {
  const place = placeOf(state, index);
  const node = nodeName(state, place.node);
  const label = stepLabel(state, index);
  return `Step ${stepContext(place)}${label === '' ? '' : ` (${label})`}${node === '' ? '' : ` on ${node}`}`;
}

export function granteeName(grantee: Grantee): string {
  return `replica ${grantee.replicaId} of runner ${grantee.runnerName}`;
}

/** Where an operation belongs, as lines say it. */
export function whereabouts(state: ExecutionState, { place, attempt }: OpenOperation) {
  const at = placeOf(state, place);
  return {
    stepctx: stepContext(at),
    node: nodeName(state, at.node),
    operationId: attemptId(state, attempt),
  };
}
