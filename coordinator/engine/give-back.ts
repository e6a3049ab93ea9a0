import type { ReplicaId } from '../../protocol/ids.ts';
import { granteeName, subjectOf, whereabouts } from './describe.ts';
import { type Draft, workflowOf, writeLine } from './draft.ts';
import { type OpenOperation, putRun } from './open-operation.ts';
import { unnameColumns } from './operation-granted.ts';
import { cellAt, runOf } from './places.ts';
import { type Attempt, attemptId } from './state.ts';
import { sentence } from './verdict.ts';

/**
 * A step on a node may be given back as not started this many times; the next time it fails. It bounds what replicas that
 * give back everything can add to the journal of an execution.
 */
export const MOST_RETURNS = 32;

/**
 * Whether a step that was just reported as not started is dispatched again. False: it is over, because the execution or its
 * workflow is being stopped, nobody who holds it said so, it was given back too often, or its time is over.
 */
export function isGivenBack(draft: Draft, { place, attempt }: OpenOperation): boolean {
  if (draft.state.stopping !== undefined || attempt.cancel !== undefined) return false;
  if (attempt.reported !== true) return false;
  const workflow = workflowOf(draft.state, place.workflow);
  if (workflow.expired === true) return false;
  const { returned = [] } = runOf(cellAt(workflow, place.cell), place.inHandler) ?? {};
  return returned.length < MOST_RETURNS && draft.time < waitsUntil(draft, [...returned, attempt]);
}

/** Dispatches the step again, as another operation. The one that was given back stays on record with its attempt. */
export function giveBack(draft: Draft, operation: OpenOperation, problem: string): void {
  const { place, attempt } = operation;
  const operationId = attemptId(draft.state, attempt);
  const by = attempt.grantee === undefined ? 'its replica' : granteeName(attempt.grantee);
  writeLine(draft, {
    kind: 'note',
    ...whereabouts(draft.state, place),
    operationId,
    message: `${subjectOf(draft.state, place)} was not started by ${by}: ${sentence(problem)} It is dispatched again.`,
  });
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

/** Until when a step that was given back so far waits for a replica, epoch ms: its first return starts the wait. */
export function waitsUntil({ state, time }: Draft, returned: readonly Attempt[]): number {
  return (returned[0]?.endedAt ?? time) + state.request.limits.dispatchWaitSeconds * 1000;
}

/** The replicas that gave a step back, one entry for each time. */
export function returnedBy(returned: readonly Attempt[]): ReplicaId[] {
  return returned.flatMap(({ grantee }) => grantee?.replicaId ?? []);
}

/** How often a step was given back and why the last time, as a sentence after others; empty: never. */
export function describeReturns(returned: readonly Attempt[]): string {
  const last = returned.at(-1);
  if (last?.grantee === undefined || last.end?.kind !== 'not-started') return '';
  const times = returned.length === 1 ? 'once' : `${returned.length} times, last`;
  return ` It was given back ${times} by ${granteeName(last.grantee)}: ${sentence(last.end.problem)}`;
}
