import type { ReplicaId } from '../../../protocol/ids.ts';
import { granteeName, subjectOf, whereabouts } from '../state/describe.ts';
import { type EngineDraft, workflowOf, writeNote } from '../state/draft.ts';
import { type OpenOperation, putRun } from '../state/open-operation.ts';
import { cellAt, runOf } from '../state/places.ts';
import { type Attempt, attemptId } from '../state/state.ts';
import { sentence } from '../state/verdict.ts';
import { unnameColumns } from './operation-granted.ts';

/**
 * Maximum times that a step on a node can be given back as not started; the next return fails the step. Bounds the
 * journal entries that a replica can cause by giving back every step.
 */
export const MOST_RETURNS = 32;

/**
 * Returns whether a step that was reported as not started is dispatched again. Returns false if the execution or its
 * workflow is being stopped, if the report is not from the replica that holds the step, if the step was given back too
 * often, or if its wait has expired.
 */
export function isGivenBack(draft: EngineDraft, { place, attempt }: OpenOperation): boolean {
  if (draft.state.stopping !== undefined || attempt.cancel !== undefined) return false;
  if (attempt.reported !== true) return false;
  const workflow = workflowOf(draft.state, place.workflow);
  if (workflow.expired === true) return false;
  const { returned = [] } = runOf(cellAt(workflow, place.cell), place.inHandler) ?? {};
  return returned.length < MOST_RETURNS && draft.time < waitsUntil(draft, [...returned, attempt]);
}

/** Dispatches the step again as a new operation. The state retains the returned attempt. */
export function giveBack(draft: EngineDraft, operation: OpenOperation, problem: string): void {
  const { place, attempt } = operation;
  const operationId = attemptId(draft.state, attempt);
  const by = attempt.grantee === undefined ? 'its replica' : granteeName(attempt.grantee);
  const message = `${subjectOf(draft.state, place)} was not started by ${by}: ${sentence(problem)} It is dispatched again.`;
  writeNote(draft, message, { ...whereabouts(draft.state, place), operationId });
  const run = runOf(cellAt(workflowOf(draft.state, place.workflow), place.cell), place.inHandler);
  const { attempt: _, ...rest } = run ?? { begunAt: draft.time };
  putRun(draft, place, { ...rest, returned: [...(rest.returned ?? []), attempt] });
  unnameColumns(draft, operation);
  if (draft.state.current?.operationId === operationId) {
    const { current: __, ...state } = draft.state;
    draft.state = state;
  }
  draft.agenda.push({ do: 'begin-run', place });
}

/**
 * Returns the time until which a step waits for a replica, epoch ms. The wait starts now, or with the first return of a
 * step that was given back.
 */
export function waitsUntil({ state, time }: EngineDraft, returned: readonly Attempt[]): number {
  return (returned[0]?.endedAt ?? time) + state.request.limits.dispatchWaitSeconds * 1000;
}

/** Returns the replicas that gave a step back, one entry per return. */
export function returnedBy(returned: readonly Attempt[]): ReplicaId[] {
  return returned.flatMap(({ grantee }) => grantee?.replicaId ?? []);
}

/**
 * Returns a sentence that can be appended to a message: how often a step was given back, and the reason of the last
 * return. Returns '' if the step was never given back.
 */
export function describeReturns(returned: readonly Attempt[]): string {
  const last = returned.at(-1);
  if (last?.grantee === undefined || last.end?.kind !== 'not-started') return '';
  const times = returned.length === 1 ? 'once' : `${returned.length} times, last`;
  return ` It was given back ${times} by ${granteeName(last.grantee)}: ${sentence(last.end.problem)}`;
}
