import { cellAt, type Draft, putAttempt, putCell, settle } from './draft.ts';
import { type Attempt, attemptId, type Cell, type ExecutionState } from './state.ts';

/** An operation that is queued or granted, and its cell. */
export interface OpenOperation {
  readonly place: number;
  readonly attempt: Attempt;
}

export function openOperation(state: ExecutionState, sequence: number): OpenOperation | undefined {
  const place = state.open.get(sequence);
  if (place === undefined) return undefined;
  const attempt = cellAt(state, place).attempts.find((one) => one.sequence === sequence);
  return attempt === undefined ? undefined : { place, attempt };
}

export function openOperations(state: ExecutionState): OpenOperation[] {
  return [...state.open.keys()].flatMap((sequence) => openOperation(state, sequence) ?? []);
}

/** Records that the operation is over, and how its cell came out. Nothing is asked of it any more. */
export function closeOperation(
  draft: Draft,
  closed: OpenOperation,
  outcome: NonNullable<Cell['outcome']>,
): void {
  const { place, attempt } = closed;
  stopWaiting(draft, attempt);
  putAttempt(draft, place, attempt);
  putCell(draft, place, { ...cellAt(draft.state, place), outcome });
  const open = new Map(draft.state.open);
  open.delete(attempt.sequence);
  draft.state = { ...draft.state, open };
}

/** The operation waits for a replica no longer: what was asked for it is settled. */
export function stopWaiting(draft: Draft, attempt: Attempt): void {
  const operation = attemptId(draft.state, attempt);
  settle(draft, (pending) => pending.operationId === operation);
  const { waiting: _, ...state } = draft.state;
  draft.state = state;
}
