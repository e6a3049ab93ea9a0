import { granteeName } from './describe.ts';
import { command, type Draft, settle, writeLine } from './draft.ts';
import { closeOperation, type OpenOperation, openOperations } from './open-operation.ts';
import { attemptId, type Ended } from './state.ts';
import { REASONS, sentence } from './verdict.ts';

/** Ends the execution. Operations still open are let go: the queued are withdrawn, of the others no end is known. */
export function finish(draft: Draft, ended: Ended): void {
  for (const operation of openOperations(draft.state)) letGo(draft, operation, ended.time);
  settle(draft, () => true);
  draft.state = { ...draft.state, ended };
  const why = ended.reason === undefined ? '' : `: ${ended.reason.message}`;
  const { exitCode } = draft.state;
  const { time, ...content } = ended;
  writeLine(draft, {
    kind: 'ended',
    time,
    ...content,
    ...(exitCode === undefined ? {} : { exitCode }),
    message: `execution ${draft.state.request.id} ${ended.customStatus ?? ended.status}${why}`,
  });
  command(draft, { type: 'end', ...content });
}

/** The plan is through, or a failed step stopped it. */
export function finishPlan(draft: Draft, time: number): void {
  const { failure } = draft.state;
  finish(draft, {
    time,
    ...(failure === undefined ? { status: 'succeeded' } : { status: 'failed', reason: failure }),
  });
}

/** Nobody can say what the execution did since the backup. */
export function finishRestored(draft: Draft, time: number): void {
  const message =
    'unknown (restored): the coordinator was restored from a backup while this execution was open.';
  finish(draft, {
    time,
    status: 'other',
    customStatus: 'unknown',
    reason: { code: REASONS.restored, message },
  });
}

/**
 * A stop came to its end: confirmed, or not by the replicas that still hold an operation.
 * @param remark what else there is to say
 */
export function finishStopped(draft: Draft, time: number, remark = ''): void {
  const { stopping, request } = draft.state;
  if (stopping === undefined) throw new Error('nothing was to be stopped');
  const aborted = stopping.cause === 'abort';
  const cause = aborted
    ? `Stopped by ${stopping.user ?? 'a person'}.`
    : `Stopped after its timeout of ${request.limits.timeoutSeconds ?? 0} s.`;
  const message = [cause, ...unconfirmed(draft), ...(remark === '' ? [] : [sentence(remark)])].join(' ');
  finish(draft, {
    time,
    status: aborted ? 'aborted' : 'timedout',
    reason: { code: aborted ? REASONS.aborted : REASONS.timedOut, message },
  });
}

function unconfirmed(draft: Draft): string[] {
  return openOperations(draft.state).flatMap(({ attempt: { grantee } }) =>
    grantee === undefined
      ? []
      : [`The ${granteeName(grantee)} has not confirmed that the step's processes are gone.`],
  );
}

function letGo(draft: Draft, { place, attempt }: OpenOperation, endedAt: number): void {
  if (attempt.grantee === undefined) {
    command(draft, { type: 'withdraw', operationId: attemptId(draft.state, attempt) });
    closeOperation(draft, { place, attempt: { ...attempt, endedAt } }, 'aborted');
    return;
  }
  const end = { kind: 'unknown', problem: 'its execution ended before it' } as const;
  closeOperation(draft, { place, attempt: { ...attempt, endedAt, end } }, 'aborted');
}
