import { type OperationId, operationId, type ReplicaId } from '../../../protocol/ids.ts';
import { mapDelete, mapEntries, mapFirst, mapGet, mapSet } from '../maps/number-map.ts';
import { change, changeWorkflow, type EngineDraft, settle, workflowOf } from './draft.ts';
import { cellAt, runOf } from './places.ts';
import type { Attempt, ExecutionState, Place, Run } from './state.ts';

/** An attempt of a step, with the place of the step. */
export interface OpenOperation {
  readonly place: Place;
  readonly attempt: Attempt;
}

/** Returns an operation that is queued or granted; undefined if it has ended. */
export function openOperation(state: ExecutionState, sequence: number): OpenOperation | undefined {
  const isOpen = mapGet(state.queued, sequence) ?? mapGet(state.running, sequence);
  return isOpen === undefined ? undefined : findAttempt(state, sequence);
}

/** Returns all queued or granted operations, oldest first. */
export function openOperations(state: ExecutionState): OpenOperation[] {
  const sequences = [...mapEntries(state.queued), ...mapEntries(state.running)].map(([sequence]) => sequence);
  return sequences.sort((a, b) => a - b).flatMap((sequence) => findAttempt(state, sequence) ?? []);
}

/** Returns the operations that have waited longest for a replica, at most `most` of them. */
export function firstQueuedOperations(state: ExecutionState, most: number): OpenOperation[] {
  const found: OpenOperation[] = [];
  for (const [sequence] of mapEntries(state.queued)) {
    if (found.length >= most) break;
    const operation = findAttempt(state, sequence);
    if (operation !== undefined) found.push(operation);
  }
  return found;
}

/** Returns the id of the operation that has waited longest for a replica. */
export function firstQueued(state: ExecutionState): OperationId | undefined {
  const sequence = mapFirst(state.queued);
  return sequence === undefined ? undefined : operationId(state.request.id, sequence);
}

/**
 * Returns when the execution fails if no replica takes its first queued operation, epoch ms. Undefined if no operation
 * is queued, or while a step is running, because the wait is then extended.
 */
export function waitEndsAt(state: ExecutionState): number | undefined {
  const sequence = state.running.size === 0 ? mapFirst(state.queued) : undefined;
  const timer = sequence === undefined ? undefined : findAttempt(state, sequence)?.attempt.timer;
  const pending = timer === undefined ? undefined : mapGet(state.pending, timer);
  return pending?.type === 'set-timer' ? pending.at : undefined;
}

/** Returns the replicas that run steps of the execution; the replica of the oldest step comes first. */
export function busyReplicas(state: ExecutionState): Set<ReplicaId> {
  const replicas = new Set<ReplicaId>();
  for (const [sequence] of mapEntries(state.running)) {
    const grantee = findAttempt(state, sequence)?.attempt.grantee;
    if (grantee !== undefined) replicas.add(grantee.replicaId);
  }
  return replicas;
}

/** Finds an operation, open or ended. */
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

export function changeRun(draft: EngineDraft, place: Place, changes: Partial<Run>): void {
  const run = runOf(cellAt(workflowOf(draft.state, place.workflow), place.cell), place.inHandler);
  putRun(draft, place, { begunAt: draft.time, ...run, ...changes });
}

export function putRun(draft: EngineDraft, place: Place, run: Run): void {
  const { cells } = workflowOf(draft.state, place.workflow);
  const cell = mapGet(cells, place.cell);
  const changed = place.inHandler && cell !== undefined ? { ...cell, handler: run } : { ...cell, step: run };
  changeWorkflow(draft, place.workflow, { cells: mapSet(cells, place.cell, changed) });
}

/** Records the end of an operation and settles its pending commands. */
export function closeOperation(draft: EngineDraft, { place, attempt }: OpenOperation): void {
  stopWaiting(draft, attempt);
  settle(draft, attempt.cancel);
  changeRun(draft, place, { attempt });
  const { queued, running } = draft.state;
  change(draft, {
    queued: mapDelete(queued, attempt.sequence),
    running: mapDelete(running, attempt.sequence),
  });
}

/**
 * Takes an operation off the queue and settles its dispatch and its timer. Removes the waiting reason of the execution
 * if no operation is queued.
 */
export function stopWaiting(draft: EngineDraft, attempt: Attempt): void {
  settle(draft, attempt.sequence);
  settle(draft, attempt.timer);
  change(draft, { queued: mapDelete(draft.state.queued, attempt.sequence) });
  if (draft.state.queued.size > 0) return;
  const { waiting: _, ...state } = draft.state;
  draft.state = state;
}
