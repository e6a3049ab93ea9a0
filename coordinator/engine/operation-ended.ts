import { beginNext } from './begin-operation.ts';
import { subjectOf, whereabouts } from './describe.ts';
import { columnAt, type Draft, putAttempt, putColumn, writeLine } from './draft.ts';
import type { Grantee, OperationEnded } from './events.ts';
import { findAttempt } from './find-attempt.ts';
import { finish, finishPlan, finishStopped } from './finish.ts';
import { closeOperation, openOperation } from './open-operation.ts';
import { placeCount } from './order.ts';
import { placeOf, sequenceOf } from './state.ts';
import { REASONS, type Verdict, verdictOf } from './verdict.ts';

/** The first end wins: a later one is kept and changes nothing else. */
export function operationEnded(draft: Draft, event: OperationEnded): void {
  const sequence = sequenceOf(event.operationId);
  const operation = openOperation(draft.state, sequence);
  if (operation === undefined) {
    keepLate(draft, sequence, event);
    return;
  }
  const { attempt, place } = operation;
  if (attempt.grantee === undefined || !speaksFor(event, attempt.grantee)) return;
  const subject = subjectOf(draft.state, place);
  const verdict = verdictOf(event.end, subject);
  const outcome =
    draft.state.stopping === undefined || verdict.kind === 'succeeded' ? verdict.kind : 'aborted';
  closeOperation(
    draft,
    {
      place,
      attempt: {
        ...attempt,
        end: event.end,
        endedAt: event.time,
        reported: event.by !== undefined,
        ...(event.outputBytes === undefined ? {} : { outputBytes: event.outputBytes }),
      },
    },
    outcome,
  );
  const exitCode = event.end.kind === 'exited' ? { exitCode: event.end.exitCode } : {};
  draft.state = { ...draft.state, ...exitCode };
  writeLine(draft, {
    kind: 'step-ended',
    time: event.time,
    ...whereabouts(draft.state, operation),
    status: outcome,
    ...exitCode,
    ...(verdict.kind === 'succeeded'
      ? { message: `${subject} succeeded.` }
      : { message: verdict.reason.message, reason: verdict.reason }),
  });
  proceed(draft, event.time, place, verdict);
}

function proceed(draft: Draft, time: number, place: number, verdict: Verdict): void {
  if (draft.state.stopping !== undefined) {
    const remark =
      verdict.kind === 'succeeded' || verdict.reason.code === REASONS.cancelled ? '' : verdict.reason.message;
    if (draft.state.open.size === 0) finishStopped(draft, time, remark);
    return;
  }
  countOutcome(draft, place, verdict);
  if (verdict.kind === 'unknown') {
    finish(draft, { time, status: 'other', customStatus: 'unknown', reason: verdict.reason });
    return;
  }
  const { plan } = draft.state.request;
  const goesOn = verdict.kind === 'succeeded' || plan.keepGoing;
  if (goesOn && draft.state.begun < placeCount(plan)) beginNext(draft, time);
  else finishPlan(draft, time);
}

function countOutcome(draft: Draft, place: number, verdict: Verdict): void {
  const { node } = placeOf(draft.state, place);
  const column = columnAt(draft.state, node);
  if (verdict.kind === 'succeeded') {
    putColumn(draft, node, { ...column, succeeded: column.succeeded + 1 });
    return;
  }
  putColumn(draft, node, { ...column, failed: column.failed + 1 });
  const { failed, failure = verdict.reason } = draft.state;
  draft.state = { ...draft.state, failed: failed + 1, failure };
}

function keepLate(draft: Draft, sequence: number, event: OperationEnded): void {
  const operation = findAttempt(draft.state, sequence);
  if (operation === undefined || event.by === undefined) return;
  const { attempt, place } = operation;
  if (attempt.grantee === undefined || !speaksFor(event, attempt.grantee)) return;
  if (attempt.reported === true || attempt.late !== undefined) return;
  putAttempt(draft, place, { ...attempt, late: event.end });
}

/** Any instance of the replica: a keeper that follows one that died tells how its steps ended. */
function speaksFor({ by }: OperationEnded, grantee: Grantee): boolean {
  return by === undefined || by.replicaId === grantee.replicaId;
}
