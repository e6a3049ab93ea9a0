import { stepLabel, whereabouts } from './describe.ts';
import { columnAt, command, type Draft, putAttempt, putColumn, writeLine } from './draft.ts';
import type { OperationGranted, OperationWaiting } from './events.ts';
import { openOperation, stopWaiting } from './open-operation.ts';
import { placeOf, sequenceOf } from './state.ts';
import { REASONS } from './verdict.ts';

export function operationWaiting(draft: Draft, event: OperationWaiting): void {
  const operation = openOperation(draft.state, sequenceOf(event.operationId));
  if (operation === undefined || operation.attempt.grantee !== undefined) return;
  if (draft.state.waiting?.message === event.why) return;
  const waiting = { code: REASONS.waiting, message: event.why };
  draft.state = { ...draft.state, waiting };
  writeLine(draft, {
    kind: 'waiting',
    reason: waiting,
    time: event.time,
    message: `waiting: ${event.why}`,
    ...whereabouts(draft.state, operation),
  });
}

/** The first claim wins: one of an operation that is granted or over changes nothing. */
export function operationGranted(draft: Draft, event: OperationGranted): void {
  const operation = openOperation(draft.state, sequenceOf(event.operationId));
  if (operation === undefined || operation.attempt.grantee !== undefined) return;
  const { grantee, time } = event;
  stopWaiting(draft, operation.attempt);
  command(draft, { type: 'withdraw', operationId: event.operationId });
  putAttempt(draft, operation.place, { ...operation.attempt, grantee, grantedAt: time });
  const { node } = placeOf(draft.state, operation.place);
  const column = columnAt(draft.state, node);
  putColumn(draft, node, { ...column, name: column.name ?? grantee.runnerName });
  draft.state = { ...draft.state, current: { operationId: event.operationId, grantee } };
  const where = whereabouts(draft.state, operation);
  writeLine(draft, {
    kind: 'step-started',
    time,
    ...where,
    label: stepLabel(draft.state, operation.place),
    runnerId: grantee.runnerId,
    runnerName: grantee.runnerName,
    replicaId: grantee.replicaId,
    message: `step ${where.stepctx} on ${grantee.runnerName} (${grantee.replicaId})`,
  });
}
