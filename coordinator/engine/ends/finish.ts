import type { NextAttempt } from '../events/commands.ts';
import type { Restored } from '../events/events.ts';
import { emptyMap } from '../maps/number-map.ts';
import { granteeName } from '../state/describe.ts';
import { change, command, type EngineDraft, settleAll, workflowOf, writeLine } from '../state/draft.ts';
import { type OpenOperation, openOperations } from '../state/open-operation.ts';
import { attemptId, type Ended, type ExecutionState, type Stopping } from '../state/state.ts';
import { REASONS, sentence } from '../state/verdict.ts';
import { cutShort } from './cut-short.ts';
import { workflowFailure } from './failure.ts';

type End = Omit<Ended, 'time' | 'retry'>;

/** Statuses after which a job with retries left is run again. */
const RETRIED: ReadonlySet<string> = new Set(['failed', 'timedout']);

/**
 * Ends the execution. Withdraws queued operations, and records the end of running operations as unknown. Requests the
 * next attempt if the execution failed or timed out and has retries left.
 */
export function finish(draft: EngineDraft, end: End): void {
  for (const operation of openOperations(draft.state)) abandon(draft, operation);
  settleAll(draft);
  const retry = RETRIED.has(end.status) ? nextAttempt(draft.state) : undefined;
  const content = retry === undefined ? end : { ...end, status: 'failed-with-retry' as const };
  const ended = { ...content, ...(retry === undefined ? {} : { retry }) };
  change(draft, { ended: { time: draft.time, ...ended }, resolving: emptyMap() });
  const why = content.reason === undefined ? '' : `: ${content.reason.message}`;
  const { exitCode, request } = draft.state;
  const { reason, ...status } = content;
  writeLine(draft, `execution ${request.id} ${content.customStatus ?? content.status}${why}`, {
    type: 'execution-ended',
    execution: request.id,
    ...status,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(reason === undefined ? {} : { reason }),
  });
  command(draft, { type: 'end', ...ended });
}

/** Ends the execution with the result of its own workflow. */
export function finishRoot(draft: EngineDraft): void {
  const root = workflowOf(draft.state, 0);
  const { failed, unknown, halted } = root;
  const failure = workflowFailure(root);
  if (unknown !== undefined) finish(draft, { status: 'other', customStatus: 'unknown', reason: unknown });
  else if (halted?.status !== undefined && failure !== undefined)
    finish(draft, { ...namedStatus(halted.status), reason: failure });
  else if (failed === 0 || failure === undefined) finish(draft, { status: 'succeeded' });
  else finish(draft, { status: 'failed', reason: failure });
}

/** Ends the execution as unknown, because its state since the backup, or since its last intact record, is lost. */
export function finishRestored(draft: EngineDraft, { damaged }: Restored): void {
  const message =
    damaged === true
      ? 'unknown (history lost): records of this execution in the journal of the coordinator are damaged.'
      : 'unknown (restored): the coordinator was restored from a backup while this execution was open.';
  const reason = { code: damaged === true ? REASONS.historyLost : REASONS.restored, message };
  finish(draft, { status: 'other', customStatus: 'unknown', reason });
}

/**
 * Ends an execution that was being stopped. The reason lists the replicas that have not confirmed the stop.
 *
 * @param remark a sentence to append to the reason
 */
export function finishStopped(draft: EngineDraft, remark = ''): void {
  const { stopping } = draft.state;
  if (stopping === undefined) throw new Error('the execution is not being stopped');
  const { cause, ...end } = stoppedEnd(draft.state, stopping);
  const message = [cause, ...unconfirmed(draft.state), ...(remark === '' ? [] : [sentence(remark)])].join(
    ' ',
  );
  finish(draft, { ...end, reason: { ...end.reason, message } });
}

type StoppedEnd = End & { readonly cause: string; readonly reason: { readonly code: string } };

function stoppedEnd({ request }: ExecutionState, stopping: Stopping): StoppedEnd {
  switch (stopping.cause) {
    case 'abort':
      return {
        status: 'aborted',
        cause: `Stopped by ${stopping.user ?? 'a person'}.`,
        reason: { code: REASONS.aborted, message: '' },
      };
    case 'timeout':
      return {
        status: 'timedout',
        cause: `Stopped after its timeout of ${request.limits.timeoutSeconds ?? 0} s.`,
        reason: { code: REASONS.timedOut, message: '' },
      };
    case 'output-limit': {
      const cause = `Stopped at its output limit of ${stopping.limit ?? ''}.`;
      const reason = { code: REASONS.outputLimit, message: '' };
      return { ...namedStatus(request.logLimit?.status ?? 'failed'), cause, reason };
    }
  }
}

/** Returns the status with this name, which a job defines. A name that is none of the statuses is a custom status. */
function namedStatus(name: string): Pick<End, 'status' | 'customStatus'> {
  return name === 'failed' || name === 'aborted' ? { status: name } : { status: 'other', customStatus: name };
}

function nextAttempt({ request: { id, retry } }: ExecutionState): NextAttempt | undefined {
  if (retry === undefined || retry.attempt >= retry.max) return undefined;
  const { attempt, max, delaySeconds, initial = id } = retry;
  return { attempt: attempt + 1, max, delaySeconds, initial, previous: id };
}

function unconfirmed(state: ExecutionState): string[] {
  const replicas = openOperations(state).flatMap(({ attempt: { grantee } }) =>
    grantee === undefined ? [] : granteeName(grantee),
  );
  return [...new Set(replicas)].map(
    (replica) => `The ${replica} has not confirmed that the step's processes are gone.`,
  );
}

function abandon(draft: EngineDraft, { place, attempt }: OpenOperation): void {
  const endedAt = draft.time;
  if (attempt.grantee === undefined) {
    command(draft, { type: 'withdraw', operationId: attemptId(draft.state, attempt) });
    cutShort(draft, { place, attempt: { ...attempt, endedAt } });
    return;
  }
  const end = { kind: 'unknown', problem: 'the execution ended before the step' } as const;
  cutShort(draft, { place, attempt: { ...attempt, endedAt, end } });
}
